//! The `projection` parameter: read by its grammar, then matched against what connections have. Not what it selects.

use super::query::Invalid;

/// One name of a projection and what stands below it: `to~(id)`, `elements*(…)`, `displayImage~:playableStreams`.
#[derive(Debug, PartialEq, Eq)]
struct Field<'a> {
    name: &'a str,
    each: bool,
    /// Whether the URN is to be expanded, and as what.
    expand: Option<&'a str>,
    /// How it is to be expanded.
    finder: Option<&'a str>,
    below: Option<Vec<Field<'a>>>,
}

/// What a page of connections is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) elements: Option<Element>,
    pub(super) paging: Option<Paging>,
}

/// What an element is to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) to: bool,
    pub(super) person: Option<Person>,
}

/// What an expanded person is to hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one name that a projection has or has not")]
pub(super) struct Person {
    pub(super) id: bool,
    pub(super) first_name: bool,
    pub(super) last_name: bool,
    pub(super) headline: bool,
    pub(super) vanity: bool,
    pub(super) picture: Option<Picture>,
}

/// How much of a picture is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Picture {
    Urn,
    Streams,
}

/// What the paging object is to hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one name that a projection has or has not")]
pub(super) struct Paging {
    pub(super) start: bool,
    pub(super) count: bool,
    pub(super) links: bool,
    pub(super) total: bool,
}

impl Paging {
    const ALL: Self = Self { start: true, count: true, links: true, total: true };
}

impl Plan {
    /// What is answered without a projection: URNs and paging.
    pub(super) fn plain() -> Self {
        Self { elements: Some(Element { to: true, person: None }), paging: Some(Paging::ALL) }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Invalid> {
        let mut rest = text;
        let fields = list(&mut rest, 0)?;
        if !rest.is_empty() {
            return Err(Invalid);
        }
        let mut plan = Self { elements: None, paging: None };
        for field in &fields {
            match (field.name, field.each, &field.below) {
                ("elements", true, Some(below)) => plan.elements = Some(element(below)?),
                ("elements", false, None) => plan.elements = Self::plain().elements,
                ("paging", false, None) => plan.paging = Some(Paging::ALL),
                ("paging", false, Some(below)) => plan.paging = Some(paging(below)?),
                _ => return Err(Invalid),
            }
            plain(field)?;
        }
        Ok(plan)
    }
}

fn element(fields: &[Field<'_>]) -> Result<Element, Invalid> {
    let mut element = Element::default();
    for field in fields {
        match (field.name, field.expand, &field.below) {
            ("to", None, None) => element.to = true,
            ("to", Some(_), below) => {
                element.to = true; // the URN stands beside what it is expanded to
                element.person = Some(below.as_deref().map_or(Ok(Person::usual()), person)?);
            }
            _ => return Err(Invalid),
        }
        if field.each || field.finder.is_some() {
            return Err(Invalid);
        }
    }
    Ok(element)
}

fn person(fields: &[Field<'_>]) -> Result<Person, Invalid> {
    let mut person = Person::default();
    for field in fields {
        plain(field)?;
        match (field.name, &field.below) {
            ("id", None) => person.id = true,
            ("localizedFirstName", None) => person.first_name = true,
            ("localizedLastName", None) => person.last_name = true,
            ("localizedHeadline", None) => person.headline = true,
            ("vanityName", None) => person.vanity = true,
            ("profilePicture", None) => person.picture = Some(Picture::Urn),
            ("profilePicture", Some(below)) => person.picture = Some(picture(below)?),
            _ => return Err(Invalid),
        }
        if field.each {
            return Err(Invalid);
        }
    }
    Ok(person)
}

impl Person {
    /// What stands for a person whose fields are not named.
    fn usual() -> Self {
        Self {
            id: true,
            first_name: true,
            last_name: true,
            headline: true,
            vanity: true,
            picture: Some(Picture::Urn),
        }
    }
}

fn picture(fields: &[Field<'_>]) -> Result<Picture, Invalid> {
    match fields {
        [Field { name: "displayImage", each: false, expand: None, finder: None, below: None }] => {
            Ok(Picture::Urn)
        }
        [
            Field {
                name: "displayImage",
                each: false,
                expand: Some("" | "digitalmediaAsset"),
                finder: Some("playableStreams"),
                below: None,
            },
        ] => Ok(Picture::Streams),
        _ => Err(Invalid),
    }
}

fn paging(fields: &[Field<'_>]) -> Result<Paging, Invalid> {
    let mut paging = Paging::default();
    for field in fields {
        plain(field)?;
        match (field.name, field.each, &field.below) {
            ("start", false, None) => paging.start = true,
            ("count", false, None) => paging.count = true,
            ("links", _, None) => paging.links = true,
            ("total", false, None) => paging.total = true,
            _ => return Err(Invalid),
        }
    }
    Ok(paging)
}

/// Nothing but a URN can be expanded.
fn plain(field: &Field<'_>) -> Result<(), Invalid> {
    if field.expand.is_none() && field.finder.is_none() { Ok(()) } else { Err(Invalid) }
}

/// `(field,field)`.
fn list<'a>(rest: &mut &'a str, depth: u32) -> Result<Vec<Field<'a>>, Invalid> {
    if depth > 8 || !eat(rest, '(') {
        return Err(Invalid); // nothing of LinkedIn's is as deep, and a deep one must not exhaust the stack
    }
    let mut fields: Vec<Field<'a>> = Vec::new();
    loop {
        let field = field(rest, depth)?;
        if fields.iter().any(|other| other.name == field.name && other.expand == field.expand) {
            return Err(Invalid);
        }
        fields.push(field);
        if eat(rest, ')') {
            return Ok(fields);
        }
        if !eat(rest, ',') {
            return Err(Invalid);
        }
    }
}

/// `name[*][~[alias]][:finder][(…)]`.
fn field<'a>(rest: &mut &'a str, depth: u32) -> Result<Field<'a>, Invalid> {
    let name = word(rest).ok_or(Invalid)?;
    let each = eat(rest, '*');
    let expand = if eat(rest, '~') { Some(word(rest).unwrap_or("")) } else { None };
    let finder = if eat(rest, ':') { Some(word(rest).ok_or(Invalid)?) } else { None };
    let below = if rest.starts_with('(') { Some(list(rest, depth + 1)?) } else { None };
    Ok(Field { name, each, expand, finder, below })
}

fn word<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after;
    (!word.is_empty()).then_some(word)
}

fn eat(rest: &mut &str, mark: char) -> bool {
    match rest.strip_prefix(mark) {
        Some(after) => {
            *rest = after;
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Plan> {
        Plan::parse(text).ok()
    }

    #[test]
    fn a_projection_names_what_is_answered() {
        assert_eq!(read("(paging)"), Some(Plan { elements: None, paging: Some(Paging::ALL) }));
        assert_eq!(read("(elements*(to),paging)"), Some(Plan::plain()));
        let deep = "(elements*(to~(id,vanityName,profilePicture(displayImage~:playableStreams))))";
        let person = Person { id: true, vanity: true, picture: Some(Picture::Streams), ..Person::default() };
        let element = Element { to: true, person: Some(person) };
        assert_eq!(read(deep), Some(Plan { elements: Some(element), paging: None }));
        assert_eq!(read(&deep.replace("Image~", "Image~digitalmediaAsset")), read(deep));
    }

    #[test]
    fn a_malformed_projection_is_refused() {
        for text in [
            "",
            "()",
            "(paging",
            "(paging))",
            "paging",
            "(paging,)",
            "(paging paging)",
            "(paging,paging)",
            "(elements(to))",
            "(elements*(to~(email)),paging)",
            "(elements*(to~(displayImage~:playableStreams)))",
            "(elements*(to~(profilePicture(displayImage~:streams))))",
            "(elements*(from))",
            "((((((((((((",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
