//! Calendar dates that may be less exact than a day, as sources often give them.

use std::fmt;

/// A date of ISO 8601's extended form: a year, a month, or a day.
///
/// Ordered by time; of two dates that begin alike the more exact one is the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year, 1 to 9999.
    pub year: i16,
    /// The month, 1 to 12, when it is known.
    pub month: Option<u8>,
    /// The day of the month, when it is known.
    pub day: Option<u8>,
}

impl Date {
    /// Reads `2025-11-03`, `2025-11` or `2025`; `None` for anything else, a 30 February too.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let mut rest = [None, None];
        for part in &mut rest {
            if let Some(text) = parts.next() {
                *part = Some(u8::try_from(digits(text, 2)?).ok()?);
            }
        }
        let [month, day] = rest;
        let first = |part: Option<u8>| i8::try_from(part.unwrap_or(1)).ok();
        jiff::civil::Date::new(year, first(month)?, first(day)?).ok()?;
        parts.next().is_none().then_some(Self { year, month, day })
    }

    /// Whether the day is known.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.day.is_some()
    }

    /// The date so many days later; a date that is not exact counts from its first day.
    #[must_use]
    pub fn plus_days(&self, days: i32) -> Self {
        let day = |part: Option<u8>| i8::try_from(part.unwrap_or(1)).unwrap_or(1);
        let later = jiff::civil::Date::new(self.year, day(self.month), day(self.day))
            .ok()
            .and_then(|date| date.checked_add(jiff::Span::new().try_days(days).ok()?).ok());
        later.map_or(*self, |date| Self {
            year: date.year(),
            month: u8::try_from(date.month()).ok(),
            day: u8::try_from(date.day()).ok(),
        })
    }

    /// Its first day: of the month or the year when the day is not known.
    #[must_use]
    pub fn first_day(&self) -> Self {
        self.plus_days(0)
    }

    /// The day after it: after the month or the year when the day is not known.
    #[must_use]
    pub fn next_day(&self) -> Self {
        let (year, month) = match (self.month, self.day) {
            (_, Some(_)) => return self.plus_days(1),
            (Some(month), None) if month < 12 => (self.year, month + 1),
            _ => (self.year + 1, 1),
        };
        Self { year, month: Some(month), day: Some(1) }
    }

    /// How many days lie between this date and a later one, below zero for an earlier one; dates that are not
    /// exact count from their first day.
    #[must_use]
    pub fn days_until(&self, later: &Self) -> i32 {
        let first = |date: &Self| {
            let part = |part: Option<u8>| i8::try_from(part.unwrap_or(1)).unwrap_or(1);
            jiff::civil::Date::new(date.year, part(date.month), part(date.day)).ok()
        };
        first(self).zip(first(later)).and_then(|(from, to)| from.until(to).ok()).map_or(0, |span| span.get_days())
    }

    /// The date of a moment given in seconds since 1970-01-01 (UTC), as `SOURCE_DATE_EPOCH` counts.
    #[must_use]
    pub fn from_epoch(seconds: i64) -> Option<Self> {
        let days = i32::try_from(seconds.div_euclid(86_400)).ok()?;
        Some(Self { year: 1970, month: Some(1), day: Some(1) }.plus_days(days))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(formatter, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(formatter, "-{day:02}")?;
        }
        Ok(())
    }
}

fn digits(text: &str, length: usize) -> Option<i16> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn reads_days_months_and_years() {
        for good in ["2025-11-03", "2025-11", "2025", "2024-02-29"] {
            assert_eq!(Date::parse(good).map(|date| date.to_string()).as_deref(), Some(good));
        }
        for bad in ["2025-13", "2025-02-29", "25-11-03", "2025-1-3", "2025-11-03T00:00", "", "soon"] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_more_exact_date_is_the_later() {
        let date = |text| Date::parse(text).unwrap();
        assert!(date("2025") < date("2025-01"));
        assert!(date("2025-11") < date("2025-11-03"));
        assert!(date("2025-11-03") < date("2025-12"));
    }

    #[test]
    fn days_are_added_over_month_ends() {
        assert_eq!(Date::parse("2025-12-31").unwrap().plus_days(60).to_string(), "2026-03-01");
    }

    #[test]
    fn a_date_ends_with_its_day_month_or_year() {
        for (date, first, next) in [
            ("2024-02-28", "2024-02-28", "2024-02-29"),
            ("2025-11", "2025-11-01", "2025-12-01"),
            ("2025-12", "2025-12-01", "2026-01-01"),
            ("2025", "2025-01-01", "2026-01-01"),
        ] {
            let date = Date::parse(date).unwrap();
            assert_eq!((date.first_day().to_string(), date.next_day().to_string()), (first.into(), next.into()));
        }
    }

    #[test]
    fn days_between_dates() {
        let date = |text| Date::parse(text).unwrap();
        assert_eq!(date("2025-05-27").days_until(&date("2025-11-03")), 160);
        assert_eq!(date("2025-11-03").days_until(&date("2025-05-27")), -160);
        assert_eq!(date("2024").days_until(&date("2025")), 366);
    }

    #[test]
    fn epoch_seconds_are_utc_days() {
        assert_eq!(Date::from_epoch(1_762_128_000).unwrap().to_string(), "2025-11-03");
    }
}
