//! Numbers: Sprig's pages "Integer Math", "Float Math" and "Integer Lists", mirrors `numeric.go`.

use crate::args::Args;
use crate::cast::{to_float64, to_int64};
use crate::decimal::Decimal;
use crate::rows::{ANY, INT, STR, charged, charged_variadic, row, variadic};
use crate::text::{display, displayed};
use periplus_template::{Engine, FuncError, FuncResult, Function};
use periplus_value::{List, Type, Value, parse_int};

const DIVIDE_BY_ZERO: &str = "runtime error: integer divide by zero";

pub(crate) const TABLE: &[Function] = &[
    row("atoi", &[STR], |a| {
        Ok(Value::int(parse_int(a.text(0), 10, 64).unwrap_or_else(|(nearest, _)| nearest)))
    }),
    row("int64", &[ANY], |a| Ok(Value::int64(to_int64(a.at(0))))),
    row("int", &[ANY], |a| Ok(Value::int(to_int64(a.at(0))))),
    row("float64", &[ANY], |a| Ok(to_float64(a.at(0)).into())),
    charged("toDecimal", &[ANY], |e, a| {
        Ok(Value::int64(parse_int(displayed(e, a.at(0))?.as_bytes(), 8, 64).unwrap_or(0)))
    }),
    row("add1", &[ANY], |a| Ok(Value::int64(to_int64(a.at(0)).wrapping_add(1)))),
    variadic("add", &[ANY], |a| Ok(Value::int64(a.iter().map(to_int64).fold(0, i64::wrapping_add)))),
    row("sub", &[ANY, ANY], |a| Ok(Value::int64(to_int64(a.at(0)).wrapping_sub(to_int64(a.at(1)))))),
    row("div", &[ANY, ANY], |a| divided(a, i64::wrapping_div)),
    row("mod", &[ANY, ANY], |a| divided(a, i64::wrapping_rem)),
    variadic("mul", &[ANY, ANY], |a| Ok(Value::int64(a.iter().map(to_int64).fold(1, i64::wrapping_mul)))),
    variadic("max", &[ANY, ANY], |a| Ok(Value::int64(a.iter().map(to_int64).max().unwrap_or(0)))),
    variadic("biggest", &[ANY, ANY], |a| Ok(Value::int64(a.iter().map(to_int64).max().unwrap_or(0)))),
    variadic("min", &[ANY, ANY], |a| Ok(Value::int64(a.iter().map(to_int64).min().unwrap_or(0)))),
    variadic("maxf", &[ANY, ANY], |a| Ok(extreme(a, f64::max, false).into())),
    variadic("minf", &[ANY, ANY], |a| Ok(extreme(a, f64::min, true).into())),
    charged("add1f", &[ANY], |e, a| decimal_fold(e, &[a.at(0).clone(), Value::int(1)], |x, y| Ok(x.add(&y)))),
    charged_variadic("addf", &[ANY], |e, a| {
        decimal_fold(e, &[&[Value::Float(0.0)], a].concat(), |x, y| Ok(x.add(&y)))
    }),
    charged_variadic("subf", &[ANY, ANY], |e, a| decimal_fold(e, a, |x, y| Ok(x.sub(y)))),
    charged_variadic("mulf", &[ANY, ANY], |e, a| decimal_fold(e, a, |x, y| Ok(x.mul(&y)))),
    charged_variadic("divf", &[ANY, ANY], |e, a| decimal_fold(e, a, Decimal::div)),
    row("ceil", &[ANY], |a| Ok(to_float64(a.at(0)).ceil().into())),
    row("floor", &[ANY], |a| Ok(to_float64(a.at(0)).floor().into())),
    variadic("round", &[ANY, INT, Type::Float64], |a| {
        let round_on = a.get(2).map_or(0.5, |_| a.float(2));
        Ok(round(to_float64(a.at(0)), a.int(1), round_on).into())
    }),
    charged("until", &[INT], |e, a| ints(e, 0, a.int(0), if a.int(0) < 0 { -1 } else { 1 })),
    charged("untilStep", &[INT, INT, INT], |e, a| ints(e, a.int(0), a.int(1), a.int(2))),
    charged_variadic("seq", &[INT], seq),
];

fn divided(a: &[Value], operation: fn(i64, i64) -> i64) -> FuncResult {
    match to_int64(a.at(1)) {
        0 => Err(DIVIDE_BY_ZERO.into()),
        divisor => Ok(Value::int64(operation(to_int64(a.at(0)), divisor))),
    }
}

/// Go's `math.Max` and `math.Min`: NaN wins over numbers (but not over the infinity sought), -0 is below 0.
fn extreme(a: &[Value], pick: fn(f64, f64) -> f64, least: bool) -> f64 {
    let sought = if least { f64::NEG_INFINITY } else { f64::INFINITY };
    let both = |x: f64, y: f64| match (x, y) {
        _ if x == sought || y == sought => sought,
        _ if x.is_nan() || y.is_nan() => f64::NAN,
        _ if x == 0.0 && y == 0.0 => {
            if x.is_sign_negative() == least {
                x
            } else {
                y
            }
        }
        _ => pick(x, y),
    };
    a.iter().map(to_float64).reduce(both).unwrap_or(0.0)
}

/// shopspring/decimal between conversions from and to `float64`.
/// Products and quotients grow with each argument, and are charged what a division costs.
fn decimal_fold(
    engine: &mut dyn Engine,
    a: &[Value],
    operation: fn(Decimal, Decimal) -> Result<Decimal, &'static str>,
) -> FuncResult {
    let mut numbers = a.iter().map(|value| {
        let number = to_float64(value);
        Decimal::from_float(number).ok_or_else(|| {
            FuncError::from(format!("Cannot create a Decimal from {}", display(&number.into())))
        })
    });
    let first = numbers.next().unwrap_or_else(|| Ok(Decimal::default()))?;
    let result = numbers.try_fold(first, |sum, number| {
        engine.charge(sum.size().saturating_mul(sum.size()))?;
        Ok::<_, FuncError>(operation(sum, number?)?)
    })?;
    Ok(result.to_float().into())
}

/// Sprig's `round`: a fraction is compared as it is, so negative numbers go down.
fn round(value: f64, places: i64, round_on: f64) -> f64 {
    let power = power_of_ten(places as f64);
    let shifted = power * value;
    let fraction = shifted - shifted.trunc();
    (if fraction >= round_on { shifted.ceil() } else { shifted.floor() }) / power
}

/// Go's `math.Pow(10, n)`: squarings of a mantissa in [0.5, 1) beside its binary exponent; one division if n < 0.
fn power_of_ten(n: f64) -> f64 {
    let (mut result, mut exponent) = (1.0, 0i64);
    let (mut square, mut square_exponent) = (0.625, 4i64);
    let mut left = n.abs() as u64;
    while left != 0 {
        if square_exponent.abs() > 1 << 12 {
            exponent += square_exponent;
            break;
        }
        if left & 1 == 1 {
            result *= square;
            exponent += square_exponent;
        }
        square *= square;
        square_exponent *= 2;
        if square < 0.5 {
            square += square;
            square_exponent -= 1;
        }
        left >>= 1;
    }
    if n < 0.0 {
        (result, exponent) = (1.0 / result, -exponent);
    }
    scaled(result, exponent)
}

/// `math.Ldexp` of a number near 1.
fn scaled(n: f64, exponent: i64) -> f64 {
    let exponent = exponent.clamp(-2200, 2200) as i32;
    let near = exponent.clamp(-1000, 1000);
    n * 2f64.powi(near) * 2f64.powi(exponent - near)
}

/// Sprig's `untilStep`: the numbers from `start` up or down to, without, `stop`.
fn range(engine: &mut dyn Engine, start: i64, stop: i64, step: i64) -> Result<Vec<i64>, FuncError> {
    let down = stop < start;
    if step == 0 || (step < 0) != down || start == stop {
        return Ok(Vec::new());
    }
    let count =
        (i128::from(stop) - i128::from(start)).unsigned_abs().div_ceil(u128::from(step.unsigned_abs()));
    engine.charge(usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(size_of::<Value>()))?;
    Ok((0..count as i64).map(|n| start.wrapping_add(n.wrapping_mul(step))).collect())
}

fn ints(engine: &mut dyn Engine, start: i64, stop: i64, step: i64) -> FuncResult {
    let numbers = range(engine, start, stop, step)?;
    Ok(List::typed(&Type::INT, numbers.into_iter().map(Value::int).collect()).into())
}

/// Like the command `seq`: end; start and end; start, step and end.
fn seq(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let toward = |start: i64, end: i64| if end < start { -1 } else { 1 };
    let (start, step, end) = match a {
        [_] => (1, toward(1, a.int(0)), a.int(0)),
        [_, _] => (a.int(0), toward(a.int(0), a.int(1)), a.int(1)),
        [_, _, _] => (a.int(0), a.int(1), a.int(2)),
        _ => return Ok("".into()),
    };
    if end < start && step > 0 {
        return Ok("".into());
    }
    let numbers = range(engine, start, end.wrapping_add(toward(start, end)), step)?;
    Ok(numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(" ").into())
}
