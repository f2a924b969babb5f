//! The format of calendars: iCalendar (RFC 5545) with the properties of a subscription (RFC 7986).
//!
//! Takes dates with their words, gives bytes. Knows nothing of what the dates are of. Written here because
//! the packages for it read the clock and draw random ids, which would make every build another one.

use crate::text::date::Date;

/// A calendar.
pub(super) struct Calendar<'c> {
    /// Its name.
    pub name: &'c str,
    /// What it holds.
    pub description: &'c str,
    /// Its language.
    pub language: &'c str,
    /// Where it is fetched again, when it is a subscription.
    pub source: Option<&'c str>,
    /// Its dates.
    pub entries: Vec<Entry>,
}

/// A date in a calendar: all day, and never in the way of anything else.
pub(super) struct Entry {
    /// Its name for ever, in every version of the calendar.
    pub uid: String,
    /// When an editor last looked at it.
    pub stamp: Date,
    /// The day; all of the month or the year when the day is not known.
    pub date: Date,
    /// What it is, in one line.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Where more is found.
    pub url: Option<String>,
    /// What kind of date it is.
    pub category: Option<String>,
    /// Whether it comes again every year.
    pub yearly: bool,
    /// How many days before to remind, at nine in the morning; 0 is the day itself.
    pub alarms: &'static [u32],
}

/// A line may have this many bytes, without its end (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// The calendar as a file.
pub(super) fn written(calendar: &Calendar<'_>) -> Vec<u8> {
    let mut lines = Lines(Vec::with_capacity(256 + 512 * calendar.entries.len()));
    lines.raw("BEGIN", "VCALENDAR");
    lines.raw("VERSION", "2.0");
    lines.raw("PRODID", concat!("-//faqtual//faqtual ", env!("CARGO_PKG_VERSION"), "//EN"));
    lines.raw("CALSCALE", "GREGORIAN");
    // Many programs read only the older name.
    lines.text("NAME", calendar.name);
    lines.text("X-WR-CALNAME", calendar.name);
    lines.text(&format!("DESCRIPTION;LANGUAGE={}", calendar.language), calendar.description);
    if let Some(source) = calendar.source {
        lines.raw("SOURCE;VALUE=URI", source);
        lines.raw("REFRESH-INTERVAL;VALUE=DURATION", "P1D");
        lines.raw("X-PUBLISHED-TTL", "P1D");
    }
    for entry in &calendar.entries {
        lines.entry(entry);
    }
    lines.raw("END", "VCALENDAR");
    lines.0
}

struct Lines(Vec<u8>);

impl Lines {
    fn entry(&mut self, entry: &Entry) {
        let stamp = format!("{}T000000Z", compact(entry.stamp.first_day()));
        self.raw("BEGIN", "VEVENT");
        self.raw("UID", &entry.uid);
        self.raw("DTSTAMP", &stamp);
        self.raw("LAST-MODIFIED", &stamp);
        self.raw("DTSTART;VALUE=DATE", &compact(entry.date.first_day()));
        self.raw("DTEND;VALUE=DATE", &compact(entry.date.next_day()));
        if entry.yearly {
            self.raw("RRULE", "FREQ=YEARLY");
        }
        self.text("SUMMARY", &entry.summary);
        self.text("DESCRIPTION", &entry.description);
        if let Some(url) = &entry.url {
            self.raw("URL;VALUE=URI", url);
        }
        if let Some(category) = &entry.category {
            self.text("CATEGORIES", category);
        }
        self.raw("CLASS", "PUBLIC");
        self.raw("TRANSP", "TRANSPARENT");
        for days in entry.alarms {
            self.alarm(*days, &entry.summary);
        }
        self.raw("END", "VEVENT");
    }

    /// A day begins at midnight; nine in the morning of an earlier day is that many days before, less fifteen hours.
    fn alarm(&mut self, days: u32, summary: &str) {
        let trigger = match days {
            0 => "PT9H".to_owned(),
            1 => "-PT15H".to_owned(),
            more => format!("-P{}DT15H", more - 1),
        };
        self.raw("BEGIN", "VALARM");
        self.raw("ACTION", "DISPLAY");
        self.raw("TRIGGER", &trigger);
        self.text("DESCRIPTION", summary);
        self.raw("END", "VALARM");
    }

    /// A property whose value is TEXT (RFC 5545, 3.3.11).
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len() + 16);
        for character in value.chars() {
            match character {
                '\\' | ';' | ',' => escaped.extend(['\\', character]),
                '\n' => escaped.push_str("\\n"),
                other if other.is_control() => {}
                other => escaped.push(other),
            }
        }
        self.raw(name, &escaped);
    }

    /// A property as it is, folded so that no character of UTF-8 is cut.
    fn raw(&mut self, name: &str, value: &str) {
        let mut used = 0;
        for character in name.chars().chain([':']).chain(value.chars()) {
            if used + character.len_utf8() > LONGEST {
                self.0.extend_from_slice(b"\r\n ");
                used = 1;
            }
            let mut bytes = [0; 4];
            self.0.extend_from_slice(character.encode_utf8(&mut bytes).as_bytes());
            used += character.len_utf8();
        }
        self.0.extend_from_slice(b"\r\n");
    }
}

/// `20251103`
fn compact(date: Date) -> String {
    date.to_string().replace('-', "")
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Lines};

    fn line(value: &str) -> String {
        let mut lines = Lines(Vec::new());
        lines.text("SUMMARY", value);
        String::from_utf8(lines.0).unwrap()
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(line("a,b;c\\d\ne\r\u{7}"), "SUMMARY:a\\,b\\;c\\\\d\\ne\r\n");
    }

    #[test]
    fn lines_are_folded_between_characters() {
        for text in ["x".repeat(300), "é".repeat(150), "字".repeat(100), "🎉".repeat(80)] {
            let folded = line(&text);
            let lines: Vec<&str> = folded.trim_end_matches("\r\n").split("\r\n").collect();
            assert!(lines.iter().all(|line| line.len() <= LONGEST) && lines.len() > 1);
            assert_eq!(folded.replace("\r\n ", ""), format!("SUMMARY:{text}\r\n"));
        }
    }
}
