//! What users read: Fluent, one file per feature and language, German so far.

use base::TextFault;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{borrow::Cow, fmt, sync::Arc};

/// All messages of one language. Cheap to clone.
#[derive(Clone)]
pub struct Texts(Arc<FluentBundle<FluentResource>>);

impl Texts {
    /// Reads the files; panics on a broken or doubled message, which a test finds.
    ///
    /// # Panics
    /// When a file is not Fluent or an id stands twice: both are our mistakes.
    pub fn german(files: &[&[(&str, &str)]]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec!["de".parse().unwrap_or_default()]);
        // Isolating marks matter when directions mix; in German they only get in the way of search.
        bundle.set_use_isolating(false);
        for (name, text) in files.iter().flat_map(|f| f.iter()) {
            let resource = FluentResource::try_new((*text).to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{name}: {errors:?}"));
            if let Err(errors) = bundle.add_resource(resource) {
                panic!("{name}: {errors:?}");
            }
        }
        Self(Arc::new(bundle))
    }

    /// A message; add values with [`Said::with`].
    pub fn say<'a>(&'a self, id: &'a str) -> Said<'a> {
        Said { texts: self, id: Cow::Borrowed(id), args: FluentArgs::new() }
    }
    /// A message whose id is put together: `role-` and `office`.
    pub fn say_of<'a>(&'a self, prefix: &str, key: &str) -> Said<'a> {
        let id = format!("{prefix}-{}", key.replace('_', "-"));
        Said { texts: self, id: Cow::Owned(id), args: FluentArgs::new() }
    }
    /// What is wrong with a text, as a sentence.
    pub fn fault(&self, fault: TextFault) -> String {
        match fault {
            TextFault::TooLong { max, is } => {
                self.say("form-too-long").count("max", max).count("is", is).to_string()
            }
            TextFault::ControlCharacters => self.say("form-control-characters").to_string(),
        }
    }
    /// Whether a message exists.
    pub fn has(&self, id: &str) -> bool {
        self.0.has_message(id)
    }
}

/// A message on its way to the page; askama escapes it.
pub struct Said<'a> {
    texts: &'a Texts,
    id: Cow<'a, str>,
    args: FluentArgs<'a>,
}

impl<'a> Said<'a> {
    /// Gives the message a value.
    #[must_use]
    pub fn with(mut self, name: &'a str, value: impl Into<FluentValue<'a>>) -> Self {
        self.args.set(name, value.into());
        self
    }
    /// Gives the message a number, written the German way.
    #[must_use]
    pub fn count(mut self, name: &'a str, n: impl Whole) -> Self {
        self.args.set(name, FluentValue::from(n.whole()));
        self
    }
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bundle = &self.texts.0;
        let Some(pattern) = bundle.get_message(&self.id).and_then(|m| m.value()) else {
            tracing::error!(id = %self.id, "a text is missing");
            return f.write_str(&self.id);
        };
        let mut errors = Vec::new();
        f.write_str(&bundle.format_pattern(pattern, Some(&self.args), &mut errors))
    }
}

/// A whole number, by value or by reference (templates pass references).
pub trait Whole {
    /// As it is counted.
    fn whole(&self) -> i64;
}

macro_rules! whole {
    ($($number:ty),*) => {$(
        impl Whole for $number {
            fn whole(&self) -> i64 { i64::try_from(*self).unwrap_or(i64::MAX) }
        }
    )*};
}
whole!(usize, u64, i64, u32, u8, i32);

impl<T: Whole + ?Sized> Whole for &T {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}
