//! Words of work: ranks, fields, trades and legal forms, commonest first, and how a title is made of them.

use kith_model::random::SeededRandom;

use super::super::{pick, skewed};

/// A title: one that stands alone, or a rank in a field, now and then with a region or a second line of work.
pub(super) fn title(random: &SeededRandom) -> String {
    let field = pick(&FIELDS, random);
    let title = match random.below(100) {
        0..16 => skewed(&ALONE, random).to_owned(),
        16..60 => format!("{}{field} {}", skewed(&RANKS, random), pick(&ROLES, random)),
        60..72 => format!("{} of {field}", skewed(&HEADS, random)),
        72..80 => format!("{}, {field}", skewed(&HEADS, random)),
        80..88 => format!("{} - {field}", skewed(&ALONE, random)),
        _ => format!("{field} {}", pick(&ROLES, random)),
    };
    match random.below(100) {
        0..5 => format!("{title}, {}", skewed(&REGIONS, random)),
        5..9 => format!("{title} | {}", skewed(&ALONE, random)),
        9..11 => format!("{title} & {}", skewed(&FIELDS, random)),
        _ => title,
    }
}

pub(super) const NO_COMPANY: [&str; 5] =
    ["Self-employed", "Freelance", "Confidential", "Stealth Startup", "Retired"];

#[rustfmt::skip]
const ALONE: [&str; 44] = ["Founder", "CEO", "Co-Founder", "Managing Director", "Owner", "Consultant", "Partner",
    "Director", "Vice President", "Chief Technology Officer", "President", "Advisor", "Principal", "Founder & CEO",
    "Associate", "Student", "Board Member", "Chief Operating Officer", "Executive Assistant", "General Manager",
    "Software Engineer", "Recruiter", "Attorney", "Lecturer", "Geschäftsführer", "Research Assistant", "Teacher",
    "Nurse", "Investor", "Author", "Chief of Staff", "Directeur général", "Freelancer", "Architect", "Journalist",
    "Realtor", "Gerente comercial", "Registered Nurse", "Product Manager", "Główny księgowy", "Speaker", "Chef",
    "代表取締役", "Praktikant"];

#[rustfmt::skip]
const RANKS: [&str; 14] = ["Senior ", "", "Lead ", "Principal ", "Associate ", "Junior ", "Staff ", "Global ", "Sr. ",
    "Assistant ", "Regional ", "Chief ", "Interim ", "Deputy "];

#[rustfmt::skip]
const HEADS: [&str; 10] = ["Head", "Director", "VP", "Vice President", "Manager", "Senior Director", "Chief",
    "Senior Manager", "Associate Director", "Professor"];

#[rustfmt::skip]
const ROLES: [&str; 26] = ["Manager", "Engineer", "Consultant", "Specialist", "Analyst", "Developer", "Director", "Lead",
    "Coordinator", "Associate", "Partner", "Advisor", "Designer", "Scientist", "Executive", "Architect", "Officer",
    "Representative", "Administrator", "Recruiter", "Intern", "Strategist", "Supervisor", "Planner", "Technician",
    "Evangelist"];

#[rustfmt::skip]
const FIELDS: [&str; 64] = ["Software", "Marketing", "Sales", "Product", "Project", "Business Development", "Data",
    "Operations", "Account", "HR", "Finance", "Customer Success", "Research", "Talent Acquisition", "Design", "IT",
    "Engineering", "Communications", "Digital Marketing", "Program", "Quality", "Security", "Supply Chain", "Strategy",
    "Content", "UX", "Cloud", "Legal", "Human Resources", "Risk", "Machine Learning", "Partnerships", "Technology",
    "Procurement", "Clinical", "Investment", "Brand", "Systems", "Innovation", "Logistics", "Mechanical", "DevOps",
    "Growth", "Public Affairs", "Compliance", "Real Estate", "Learning & Development", "Solutions", "Manufacturing",
    "Training", "Events", "Tax", "Biology", "Sustainability", "Network", "Policy", "Payments", "Pricing", "Energy",
    "Data Protection", "Field Service", "Computational Linguistics", "Fundraising", "Photography"];

#[rustfmt::skip]
const REGIONS: [&str; 12] = ["EMEA", "North America", "APAC", "DACH", "Europe", "LATAM", "UK & Ireland", "Nordics",
    "Enterprise", "Public Sector", "Benelux", "Global"];

#[rustfmt::skip]
pub(super) const TRADES: [&str; 48] = ["Group", "Consulting", "Technologies", "Solutions", "Partners", "Capital", "Labs",
    "Software", "Systems", "Health", "Media", "Bank", "Services", "Ventures", "Engineering", "Studios", "Digital",
    "Holdings", "Energy", "International", "Logistics", "Foods", "Analytics", "Insurance", "Pharma", "Advisors",
    "Industries", "Works", "Law", "Hospital", "Motors", "Realty", "College", "Robotics", "Institute", "Hotels",
    "Clockworks", "Airlines", "Foundation", "Mills", "Search", "Marketing Agency", "Business School", "Brewery", "Design",
    "Telecom", "Biosciences", "Recruitment"];

#[rustfmt::skip]
pub(super) const FORMS: [&str; 14] = ["Inc.", "LLC", "GmbH", "Ltd", "Ltd.", "AG", "S.A.", "LLP", "Pvt. Ltd.", "Corp.", "BV",
    "sp. z o.o.", "AB", "e.V."];

#[rustfmt::skip]
pub(super) const ENDINGS: [&str; 22] = ["ly", "ix", "io", "ware", "tech", "ify", "ora", "hub", "space", "ics", "flow",
    "soft", "nova", "scale", "net", "base", "works", "wave", "point", "lane", "craft", "cloud"];
