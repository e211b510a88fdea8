//! Days and dates of the Gregorian calendar, before and after its invention.

/// Seconds of a day.
pub(crate) const DAY_SECONDS: i64 = 86_400;

/// A date; month and day count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
}

/// The date of a day, counted from 1970-01-01. Years begin in March here, so that the leap day is the last.
pub(crate) fn date_of(days: i64) -> Date {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Date { year, month, day: day_of_year - (153 * from_march + 2) / 5 + 1 }
}

/// The day of a date, counted from 1970-01-01. Months and days beyond their range carry over, as Go's `time.Date`.
pub(crate) fn days_of(date: Date) -> i64 {
    let months = date.month.saturating_sub(1);
    let year = date.year.saturating_add(months.div_euclid(12)).clamp(-200_000_000_000, 200_000_000_000);
    let month = months.rem_euclid(12) + 1;
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * from_march + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era - 719_468).saturating_add(date.day.saturating_sub(1))
}

/// Whether February has 29 days.
pub(crate) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Number of days of a month.
pub(crate) fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day within its year, from 1.
pub(crate) fn year_day(date: Date) -> i64 {
    days_of(date) - days_of(Date { year: date.year, month: 1, day: 1 }) + 1
}

/// The day of the week, Sunday 0.
pub(crate) fn weekday(days: i64) -> i64 {
    (days + 4).rem_euclid(7)
}
