//! Pages: the shell around them and how they are answered.

use crate::{App, Error, NavItem, Result, Said, Texts, Who, asset_path, texts::Whole, witness::Asked};
use askama::Template;
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use base::{Actor, Alliance, Channel, Day, Instant, Permission, Permit};
use std::{fmt::Write as _, sync::Arc};

/// What a page's handler needs to know of the request: where we are, who is here.
#[derive(Clone)]
pub struct Page {
    app: App,
    actor: Actor,
    place: Option<Alliance>,
    path: String,
    done: Option<String>,
}

impl FromRequestParts<App> for Page {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let place = place_of(parts, app).await?;
        let done = parts
            .uri
            .query()
            .and_then(|q| q.split('&').find_map(|p| p.strip_prefix("done=")))
            .map(str::to_owned);
        Ok(Self { app: app.clone(), actor: actor_of(parts), place, path: parts.uri.path().to_owned(), done })
    }
}

impl<P: Permission> FromRequestParts<App> for Permit<P> {
    type Rejection = Error;
    /// Asks the table. A foreign alliance answers exactly like an unknown one.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let actor = match holder_of(parts, app).await? {
            Some(holder) => holder,
            None => actor_of(parts),
        };
        let place = place_of(parts, app).await?;
        if let Some(permit) = Self::ask(&actor, place.as_ref()) {
            if let Some(asked) = parts.extensions.get::<Asked>() {
                asked.keep(Arc::new(permit.clone()));
            }
            return Ok(permit);
        }
        Err(match Self::lacks(&actor, place.as_ref()) {
            Some(lacks) => Error::Scope(lacks),
            // A good link on the pages of another kind of link.
            None if actor.channel() == Channel::Link => Error::LinkOver,
            None if actor.person().is_none() => Error::SignIn,
            None => Error::NotFound,
        })
    }
}

/// Who comes by the personal link in the address, found once per request. Whatever
/// session the browser has besides, the link's holder is who acts.
async fn holder_of(parts: &mut Parts, app: &App) -> Result<Option<Actor>> {
    let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Error::NotFound)?;
    let Some(link) = params.iter().find(|(name, _)| *name == "link").map(|(_, link)| link.to_owned()) else {
        return Ok(None);
    };
    let Some(holder) = app.links.holder(&app.db, &link).await? else { return Err(Error::LinkOver) };
    let place = holder.alliances().first().map(|alliance| (*alliance).clone());
    parts.extensions.insert(Place(place));
    let session = parts.extensions.get::<Who>().and_then(|who| who.session);
    parts.extensions.insert(Who { actor: holder.clone(), token: None, session });
    Ok(Some(holder))
}

fn actor_of(parts: &Parts) -> Actor {
    parts.extensions.get::<Who>().map_or_else(Actor::visitor, |who| who.actor.clone())
}

/// The alliance the address names, looked up once per request.
#[derive(Clone)]
struct Place(Option<Alliance>);

async fn place_of(parts: &mut Parts, app: &App) -> Result<Option<Alliance>> {
    if let Some(Place(known)) = parts.extensions.get::<Place>() {
        return Ok(known.clone());
    }
    let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Error::NotFound)?;
    let slug = params.iter().find(|(name, _)| *name == "alliance").map(|(_, slug)| slug.to_owned());
    let place = match slug {
        None => None,
        Some(slug) => {
            let own = actor_of(parts).alliances().into_iter().find(|a| a.slug == slug).cloned();
            match own {
                Some(own) => Some(own),
                None => app.doors.alliance(&app.db, &slug).await?,
            }
        }
    };
    parts.extensions.insert(Place(place.clone()));
    Ok(place)
}

impl Page {
    /// The shell with the page's title, given as a text id.
    pub fn shell(&self, title: &str) -> Shell {
        self.shell_titled(self.app.texts.say(title).to_string())
    }
    /// The shell with a title that is no fixed text, such as a name.
    pub fn shell_titled(&self, title: String) -> Shell {
        Shell::new(&self.app, &self.actor, self.place.as_ref(), &self.path, title, self.done.clone())
    }
    /// The address asked for, without its query.
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// One entry of the left rail as it is shown.
#[derive(Clone, Debug)]
pub struct NavLink {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// It is where we are.
    pub here: bool,
}

/// What surrounds every page. Page structs carry it as `shell`.
#[derive(Clone)]
pub struct Shell {
    texts: Texts,
    /// The page's title.
    pub title: String,
    /// The page's address, to come back to.
    pub path: String,
    /// The name in the header; empty for visitors.
    pub user: String,
    /// The alliance at hand.
    pub place: Option<Alliance>,
    /// All alliances one can switch to.
    pub places: Vec<NavLink>,
    /// The left rail.
    pub nav: Vec<NavLink>,
    /// Where we are: links from the top down to here, without the page itself.
    pub trail: Vec<NavLink>,
    /// What was just done, as a sentence; empty when nothing was.
    pub done: String,
    /// The roles that rest until sign-in is secured, as people call them.
    pub resting: Vec<String>,
    /// Demo data are loaded.
    pub demo: bool,
    /// Today in Europe/Berlin.
    pub today: Day,
    now: Instant,
}

impl Shell {
    pub(crate) fn new(
        app: &App,
        actor: &Actor,
        place: Option<&Alliance>,
        path: &str,
        title: String,
        done: Option<String>,
    ) -> Self {
        // On pages of the Land, somebody of a single alliance keeps their own rail.
        let own = actor.alliances();
        let at = place.or(if own.len() == 1 { own.first().copied() } else { None });
        let nav = app
            .nav
            .iter()
            .filter(|item| (item.seen)(actor, at))
            .filter_map(|item| {
                let href = match at {
                    Some(at) => item.path.replace("{alliance}", &at.slug),
                    None if item.path.contains("{alliance}") => return None,
                    None => item.path.to_owned(),
                };
                let text = app.texts.say(item.text).to_string();
                Some((NavLink { text, here: false, href }, item))
            })
            .collect();
        let nav = mark_here(nav, path);
        let places = own
            .iter()
            .map(|a| NavLink {
                text: a.name.clone(),
                href: format!("/alliances/{}", a.slug),
                here: at.is_some_and(|at| at.id == a.id),
            })
            .collect();
        let done = done
            .map(|d| format!("done-{d}"))
            .filter(|id| app.texts.has(id))
            .map(|id| app.texts.say(&id).to_string())
            .unwrap_or_default();
        Self {
            texts: app.texts.clone(),
            title,
            path: path.to_owned(),
            user: if actor.person().is_some() { actor.name().to_owned() } else { String::new() },
            place: at.cloned(),
            places,
            nav,
            trail: Vec::new(),
            done,
            resting: resting(app, actor),
            demo: app.config.demo,
            today: app.clock().today(),
            now: app.clock().now(),
        }
    }

    /// Adds a link to where we are, from the top down.
    #[must_use]
    pub fn under(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.trail.push(NavLink { text: text.into(), href: href.into(), here: false });
        self
    }
    /// The same shell under another title, given as a text id.
    #[must_use]
    pub fn retitled(mut self, title: &str) -> Self {
        self.title = self.say(title).to_string();
        self
    }
    /// All messages.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }
    /// A message.
    pub fn say<'a>(&'a self, id: &'a str) -> Said<'a> {
        self.texts.say(id)
    }
    /// A message whose id is put together: `role` and `office`.
    pub fn say_of<'a>(&'a self, prefix: &str, key: &str) -> Said<'a> {
        self.texts.say_of(prefix, key)
    }
    /// A whole number the German way: `18.034.454`.
    pub fn number(&self, n: impl Whole) -> String {
        german_number(n.whole())
    }
    /// Tenths of a percent: `86,7 %`; a dash when there is nothing to count.
    pub fn percent(&self, tenths: Option<u64>) -> String {
        tenths.map_or_else(
            || "–".to_owned(),
            |t| format!("{},{}\u{a0}%", german_number(i64::try_from(t / 10).unwrap_or(0)), t % 10),
        )
    }
    /// The moment the page is made.
    pub fn now(&self) -> Instant {
        self.now
    }
    /// The address of an asset.
    pub fn asset(&self, name: &str) -> &'static str {
        asset_path(name)
    }
    /// The path of the alliance at hand.
    pub fn home(&self) -> String {
        self.place.as_ref().map_or_else(|| "/".to_owned(), |a| format!("/alliances/{}", a.slug))
    }
    /// Whether a message says no more than that something is missing.
    pub fn only_needs(&self, message: &str) -> bool {
        self.say("form-needed").to_string() == message
    }
    /// What is wrong with a text, as a sentence.
    pub fn text_fault(&self, fault: base::TextFault) -> String {
        self.texts.fault(fault)
    }
}

/// The roles that rest, each once.
fn resting(app: &App, actor: &Actor) -> Vec<String> {
    let mut words: Vec<String> =
        actor.resting().iter().map(|held| app.texts.say_of("role", held.role.key()).to_string()).collect();
    words.sort();
    words.dedup();
    words
}

/// Marks the line the page belongs to: the longest address it stands below, or one that
/// names it.
fn mark_here(nav: Vec<(NavLink, &NavItem)>, path: &str) -> Vec<NavLink> {
    let is_below =
        |href: &str| path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
    let length = |link: &NavLink, item: &NavItem| -> Option<usize> {
        let up = if item.is_alone { &link.href } else { link.href.rsplit_once('/').map_or("", |(up, _)| up) };
        let named = item.also.iter().map(|part| format!("{up}/{part}")).find(|href| is_below(href));
        let own = if item.is_alone { path == link.href } else { is_below(&link.href) };
        named.map(|href| href.len()).or_else(|| own.then_some(link.href.len()))
    };
    let lengths: Vec<Option<usize>> = nav.iter().map(|(link, item)| length(link, item)).collect();
    let best = lengths.iter().flatten().max().copied();
    let links = nav.into_iter().zip(lengths);
    links.map(|((link, _), length)| NavLink { here: length.is_some() && length == best, ..link }).collect()
}

fn german_number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(c);
    }
    if n < 0 { format!("−{out}") } else { out }
}

/// Answers with a page.
pub fn html(page: &impl Template) -> Result<Response> {
    html_with(StatusCode::OK, page)
}

/// Answers with a page and a status, such as 422 for a form shown again.
pub fn html_with(status: StatusCode, page: &impl Template) -> Result<Response> {
    let mut response = (status, Html(named(page.render()?))).into_response();
    // Pages show what only their reader may see: no cache keeps them.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Puts a field's label where the summary of a form only knows its name: labels stand in
/// the templates, beside their fields.
fn named(mut text: String) -> String {
    const MARK: &str = "<!--label ";
    while let Some(at) = text.find(MARK) {
        let rest = &text[at + MARK.len()..];
        let Some((field, _)) = rest.split_once("-->") else { break };
        let label = label_of(&text, field).map(|label| format!("{label}: ")).unwrap_or_default();
        let end = at + MARK.len() + field.len() + "-->".len();
        text.replace_range(at..end, &label);
    }
    text
}

/// The label of a field, or the legend of a group of fields.
fn label_of<'a>(text: &'a str, field: &str) -> Option<&'a str> {
    let after = if let Some((_, after)) = text.split_once(&format!("for=\"f-{field}\">")) {
        after
    } else {
        let (_, group) = text.split_once(&format!(" id=\"f-{field}\""))?;
        group.split_once("</fieldset>")?.0.split_once("<legend class=\"field__label\">")?.1
    };
    let label = after.split('<').next()?.trim().trim_end_matches(':');
    (!label.is_empty()).then_some(label)
}

/// A name for a file as every system takes it: letters and digits without marks, `-`, `_` and `.`.
fn plain_name(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'Ä' => plain.push_str("Ae"),
            'Ö' => plain.push_str("Oe"),
            'Ü' => plain.push_str("Ue"),
            'ß' => plain.push_str("ss"),
            c if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') => plain.push(c),
            _ if !plain.ends_with('-') => plain.push('-'),
            _ => {}
        }
    }
    plain
}

/// Answers with a file to keep. A name with other letters than plain ones is also sent as
/// it is (RFC 5987).
pub fn attachment(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let plain = plain_name(name);
    let mut disposition = format!("attachment; filename=\"{plain}\"");
    if plain != name {
        disposition += "; filename*=UTF-8''";
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
                disposition.push(char::from(byte));
            } else {
                let _ = write!(disposition, "%{byte:02X}");
            }
        }
    }
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_umlauts_has_a_plain_name_and_its_own() {
        let name = |name: &str| {
            let answer = attachment(Vec::new(), "text/plain", name);
            let header = answer.headers().get(header::CONTENT_DISPOSITION).cloned();
            header.and_then(|value| value.to_str().map(str::to_owned).ok()).unwrap_or_default()
        };
        assert_eq!(name("stimmen.csv"), "attachment; filename=\"stimmen.csv\"");
        assert_eq!(
            name("Städteregion_\"x\".docx"),
            "attachment; filename=\"Staedteregion_-x-.docx\"; filename*=UTF-8''St%C3%A4dteregion_%22x%22.docx"
        );
    }

    #[test]
    fn the_summary_names_fields_as_their_labels_do() {
        let page = "<li><!--label email-->Fehlt.</li><li><!--label how-->Fehlt.</li><li><!--label x-->Fehlt.</li>\
                    <label class=\"field__label\" for=\"f-email\">E-Mail-Adresse</label><input id=\"f-email\">\
                    <fieldset class=\"field\" id=\"f-how\"><legend class=\"field__label\">Weg:</legend></fieldset>";
        let shown = named(page.to_owned());
        assert!(
            shown.starts_with("<li>E-Mail-Adresse: Fehlt.</li><li>Weg: Fehlt.</li><li>Fehlt.</li>"),
            "{shown}"
        );
        assert_eq!(named("<!--label ".to_owned()), "<!--label ");
    }

    #[test]
    fn numbers_are_grouped_the_german_way() {
        assert_eq!(german_number(0), "0");
        assert_eq!(german_number(999), "999");
        assert_eq!(german_number(18_034_454), "18.034.454");
        assert_eq!(german_number(-1_000), "−1.000");
    }

    #[test]
    fn the_rail_marks_the_longest_fitting_address() {
        let items = ["/a", "/a/b", "/ab"].map(|path| NavItem::new::<base::Visit>("", path));
        assert_eq!(marked(&items, "/a/b/c"), ["/a/b"]);
    }

    #[test]
    fn the_rail_marks_a_page_where_it_belongs_and_nothing_where_it_belongs_nowhere() {
        let items = [
            NavItem::new::<base::Visit>("", "/a").only_with(&["office"]),
            NavItem::new::<base::Visit>("", "/a/places").with(&["votes"]),
        ];
        assert_eq!(marked(&items, "/a"), ["/a"]);
        assert_eq!(marked(&items, "/a/office"), ["/a"]);
        assert_eq!(marked(&items, "/a/votes/7"), ["/a/places"]);
        assert_eq!(marked(&items, "/a/places/7"), ["/a/places"]);
        assert!(marked(&items, "/a/elsewhere").is_empty());
        assert!(marked(&items, "/a/votesplus").is_empty());
    }

    fn marked(items: &[NavItem], path: &str) -> Vec<String> {
        let link = |item: &NavItem| NavLink { text: String::new(), href: item.path.to_owned(), here: false };
        let nav = items.iter().map(|item| (link(item), item)).collect();
        mark_here(nav, path).into_iter().filter(|link| link.here).map(|link| link.href).collect()
    }
}
