//! The syllables and words that names are put together from, commonest first. Data only.

/// First syllables and last syllables of a first and of a last name.
pub(super) struct Pieces {
    pub(super) first: (&'static [&'static str], &'static [&'static str]),
    pub(super) last: (&'static [&'static str], &'static [&'static str]),
}

/// Whether a name is written in Latin letters, with or without accents.
pub(super) fn is_latin(name: &str) -> bool {
    name.chars().all(|letter| letter < '\u{250}')
}

#[rustfmt::skip]
pub(super) const FIRST: (&[&str], &[&str], &[&str]) = (
    &["mar", "an", "jo", "da", "al", "ka", "el", "chris", "mi", "ste", "ro", "sa", "la", "ni", "le", "ja", "be", "tho",
      "ma", "pe", "re", "na", "ke", "ju", "ra", "ti", "mo", "lu", "ha", "gre", "bri", "vi", "pa", "ste", "fran", "em",
      "ty", "su", "ge", "ta", "phi", "do", "she", "fe", "is", "ed", "va", "ol", "cla", "shi", "ar", "au", "wil", "ash",
      "o", "gi", "bo", "xa", "yu", "har", "lin", "je", "cor", "sven", "hu", "zo", "fa", "pri", "de", "ig"],
    &["li", "ri", "ne", "ta", "na", "to", "mi", "vi", "la", "si", "ra", "be", "de", "ki", "do", "the", "me", "ni",
      "lo", "va", "sha", "so", "gi", "ju", "ro"],
    &["na", "n", "el", "anne", "ia", "ra", "ne", "las", "ry", "tin", "s", "ven", "lie", "rin", "ton", "bert", "my", "tte",
      "rina", "h", "dy", "lyn", "vid", "ka", "my", "ther", "l", "sa", "an", "phen", "rah", "rd", "go", "ta", "lia",
      "ian", "mon", "xa", "nie", "rick", "deep", "cy", "gan", "sh", "di", "ck", "via", "hn", "nya", "rose", "zz",
      "us", "ley", "yna", "fer", "jit", "don", "tri", "kob", "wen", "que", "vi", "sper", "mund", "nd", "dric"],
);

#[rustfmt::skip]
pub(super) const LAST: (&[&str], &[&str]) = (
    &["hal", "kettle", "mor", "bran", "wil", "lind", "oster", "mac", "har", "ro", "ber", "sal", "che", "gar", "thorn",
      "per", "ka", "fer", "ston", "san", "bar", "cor", "val", "ash", "ste", "black", "ham", "van", "ja", "fitz", "lo",
      "king", "bru", "nor", "su", "del", "wal", "fal", "quav", "rich", "mo", "pat", "swallow", "gold", "cas", "ko",
      "hol", "schwa", "west", "pin", "ry", "am", "o'", "ven", "tur", "gre", "mul", "kra", "eh", "bjor", "zel", "na",
      "win", "ra", "dom", "thistle", "brass", "whit", "ku", "sny", "hag", "ver", "brock", "pol", "gu", "fin", "bak",
      "cra", "lan", "yar", "dur", "es", "hen", "isa", "jor", "ob", "stra", "und", "wex", "zim", "plo", "tal", "ny",
      "ap", "car", "mc", "fro", "pem", "chat", "bel", "dra", "rav", "sin", "ili", "hux", "tre", "pri", "vos", "ack"],
    &["son", "er", "ley", "man", "ton", "berg", "ez", "a", "ini", "ford", "well", "s", "ski", "worth", "field", "ing",
      "wick", "i", "ard", "ell", "sen", "hart", "by", "dale", "ler", "stein", "ov", "elli", "ham", "in", "brook",
      "eau", "is", "mer", "ris", "ings", "vic", "shaw", "tti", "kin", "burn", "ster", "ada", "enko", "ier", "stad",
      "croft", "gan", "lund", "esh", "am", "don", "ers", "idge", "ova", "low", "ano", "itz", "mann", "combe", "ante",
      "houser", "uk", "more", "oulos", "rup", "thwaite", "ian", "nell", "ette", "gate", "agi", "ucci", "ane", "jee",
      "tree", "ault", "yan", "quist", "dhar", "ock", "under", "pool", "ss", "zzo", "bach", "lett", "cott", "aba"],
);

pub(super) const ACCENTED: Pieces = Pieces {
    first: (
        &[
            "jos", "andr", "ren", "zo", "ma", "fran", "sö", "bj", "ł", "agni", "mu", "jo", "iné", "gü",
            "þór", "hé",
        ],
        &[
            "é", "ée", "ë", "rén", "çois", "ören", "ørn", "ukasz", "eszka", "ña", "ão", "s", "nür", "ärt",
            "lène",
        ],
    ),
    last: (
        &["mül", "gar", "fern", "lef", "ni", "guz", "şah", "żół", "dvoř", "søren", "nuñ", "gonç", "bér", "å"],
        &[
            "ler", "cía", "ández", "èvre", "ñez", "mán", "in", "kiewka", "ák", "sen", "ez", "alves", "ubé",
            "ström",
        ],
    ),
};

pub(super) const CYRILLIC: Pieces = Pieces {
    first: (
        &["алек", "мар", "ни", "вла", "та", "еле", "свет", "дми", "оле", "ира"],
        &["сей", "ина", "колай", "димир", "тьяна", "на", "лана", "трий", "ся", "слав", "мир"],
    ),
    last: (
        &["петр", "кузн", "волк", "лебед", "зай", "морож", "чер", "бело", "снеж", "град"],
        &["ов", "ецов", "ова", "ев", "цева", "енко", "нов", "ский", "ина", "ко"],
    ),
};

pub(super) const ARABIC: Pieces = Pieces {
    first: (
        &["مح", "سل", "عب", "نو", "يا", "فا", "را", "خا"],
        &["مود", "مى", "ير", "ر", "سين", "طمة", "مي", "لد"],
    ),
    last: (&["ال", "بن ", "أبو ", "حد"], &["زيتون", "قمر", "نجار", "حديد", "سلام", "بحر", "ريحان", "اد"]),
};

pub(super) const HEBREW: Pieces = Pieces {
    first: (&["נו", "א", "יע", "ש", "ת", "רו"], &["עם", "ורי", "ל", "ירה", "מר", "ן", "קב"]),
    last: (&["בד", "כה", "לוי", "שק", "זה", "גל"], &["וי", "ן", "תן", "די", "בי", "עד"]),
};

#[rustfmt::skip]
pub(super) const HAN_FAMILY: [&str; 24] = ["王", "李", "张", "陈", "林", "黄", "吴", "周", "徐", "孙", "马", "朱", "胡",
    "郭", "何", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "欧阳"];
pub(super) const HAN_GIVEN: &str =
    "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华建国文玉兰红梅雪飞云天海山星雨晨欣怡";
#[rustfmt::skip]
pub(super) const JAPANESE_FAMILY: [&str; 16] = ["佐藤", "高山", "田中", "中村", "小川", "山本", "青木", "石田", "森", "大野",
    "松井", "架空山", "西原", "上野", "北沢", "水島"];
pub(super) const KANA_GIVEN: &str =
    "あいうえおかきくけこさしすせたちつてとなにねのはひまみもやゆりれんアケコナミ美樹香";
#[rustfmt::skip]
pub(super) const HANGUL_FAMILY: [&str; 14] = ["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서",
    "남궁"];
pub(super) const HANGUL_GIVEN: &str = "민서지우현준영수진은혜경석하윤도재성희정아름선미태호";

pub(super) const CREDENTIALS: [&str; 8] =
    [", PhD", ", MBA", ", PMP", ", CPA", ", MD", " Jr.", ", SHRM-CP", ", P.E."];
pub(super) const INITIALS: [&str; 16] =
    ["A", "J", "M", "R", "L", "S", "E", "D", "C", "K", "P", "T", "B", "W", "H", "N"];
pub(super) const PARTICLES: [&str; 8] = ["de", "van", "von", "da", "El", "van der", "De", "St."];
pub(super) const EMOJI: [&str; 6] = ["🚀", "✨", "🌍", "🎯", "🧑🏽‍💻", "☕"];
