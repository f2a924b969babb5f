//! The dev server: a published site over HTTP, and event streams that tell of the next one.
//!
//! Takes publications, gives responses. Invariants: it reads from the published map only, writes nothing,
//! and answers only who asks by a name of this machine. The only file that names axum, hyper and tokio.

mod address;
mod files;
mod guard;
mod packing;
mod problem;
mod publication;
mod rules;

use std::convert::Infallible;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, HOST, IF_NONE_MATCH, TRANSFER_ENCODING,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use faqtual::memo::Digest;
use faqtual::output::Output;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

pub(crate) use address::Address;
pub(crate) use guard::Hosts;
pub(crate) use problem::Problem;
pub(crate) use publication::{Publication, Reading};

use super::Failure;
use files::{Answer, Asked, OWN, answer};

/// The script that keeps a tab at the served site.
const SCRIPT: &str = include_str!("../reload.js");

/// Who does not send its headers within this time is not waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// No browser sends more than this before the body; bodies are not read at all.
const LARGEST_HEAD: usize = 16 * 1024;

/// Connections at once, event streams included; more wait until one ends.
const MOST_CONNECTIONS: usize = 600;

/// How long open answers may take to end after Ctrl-C.
const FAREWELL: Duration = Duration::from_millis(500);

/// An idle event stream shows this often that it lives; so those who left are noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The digest of the reload script: a tab with another one loads anew.
fn script_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| Digest::of(SCRIPT.as_bytes()).short());
    &VERSION
}

/// Where publications are put for all to see; nothing once the server ends.
#[derive(Clone)]
pub(crate) struct Stage {
    sender: Arc<watch::Sender<Option<Arc<Publication>>>>,
    run: Arc<str>,
}

impl Stage {
    /// An empty stage; `run` tells this run of the server from all others.
    pub(crate) fn new(run: &str) -> Self {
        let nothing = Publication::nothing(format!("{run}-0"));
        Self { sender: Arc::new(watch::Sender::new(Some(Arc::new(nothing)))), run: Arc::from(run) }
    }

    fn shown(&self) -> Option<Arc<Publication>> {
        self.sender.borrow().clone()
    }

    /// Publishes the site with this number; gives the paths that changed.
    pub(crate) fn publish(&self, output: Output, number: u64, reading: Reading<'_>) -> Vec<String> {
        let Some(before) = self.shown() else { return Vec::new() };
        let (next, changed) = before.next(output, format!("{}-{number}", self.run), reading);
        self.show(next);
        changed
    }

    /// Leaves the site as it is and tells what is wrong; whether there is a site.
    pub(crate) fn warn(&self, reading: Reading<'_>) -> bool {
        let Some(before) = self.shown() else { return false };
        self.show(before.with_problems(reading));
        !before.is_stand_in()
    }

    fn show(&self, publication: Publication) {
        self.sender.send_if_modified(|shown| {
            let is_open = shown.is_some();
            if is_open {
                *shown = Some(Arc::new(publication));
            }
            is_open
        });
    }

    fn close(&self) {
        self.sender.send_replace(None);
    }
}

/// What every request needs.
#[derive(Clone)]
struct Desk {
    stage: Stage,
    hosts: Arc<Hosts>,
}

/// Serves what is on the stage until Ctrl-C.
pub(crate) fn serve(address: Address, stage: &Stage) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("cannot serve: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let desk = Desk { stage: stage.clone(), hosts: Arc::new(address.hosts) };
    runtime.block_on(async {
        address.listener.set_nonblocking(true).map_err(failed)?;
        let listener = TcpListener::from_std(address.listener).map_err(failed)?;
        let connections = GracefulShutdown::new();
        let routes = routes(desk);
        tokio::select! {
            () = accept(&listener, &routes, &connections) => {}
            () = interrupted() => {}
        }
        stage.close();
        drop(listener);
        let _ = tokio::time::timeout(FAREWELL, connections.shutdown()).await;
        Ok(())
    })
}

/// Ctrl-C, or the polite request of a system to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

async fn accept(listener: &TcpListener, routes: &Router, connections: &GracefulShutdown) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, mostly: others have to end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = connections.watch(connect(stream, routes));
        tokio::spawn(async move {
            let _ = connection.await;
            drop(place);
        });
    }
}

type Connection = http1::Connection<TokioIo<TcpStream>, TowerToHyperService<Router>>;

fn connect(stream: TcpStream, routes: &Router) -> Connection {
    let _ = stream.set_nodelay(true);
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes.clone()))
}

fn routes(desk: Desk) -> Router {
    Router::new()
        .route(&format!("{OWN}events"), get(events))
        .route(&format!("{OWN}reload.js"), get(script))
        .fallback(file)
        .layer(from_fn_with_state(desk.clone(), guard))
        .with_state(desk)
}

/// What holds for every request, whatever it asks for.
async fn guard(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let has_body = claims_body(request.headers());
    let mut response = match refusal(&desk.hosts, &request) {
        Some(answer) => response(answer),
        None => next.run(request).await,
    };
    if has_body {
        // What stands after a body that nobody reads is not taken for a request.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn claims_body(headers: &HeaderMap) -> bool {
    headers.contains_key(TRANSFER_ENCODING) || headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0")
}

fn refusal(hosts: &Hosts, request: &Request) -> Option<Answer> {
    let mut names = request.headers().get_all(HOST).iter();
    let (Some(name), None) = (names.next(), names.next()) else {
        return Some(Answer::words(400, "a request needs one Host header"));
    };
    let is_admitted = |name: &str| hosts.admit(name);
    let is_own_target = request.uri().authority().is_none_or(|authority| is_admitted(authority.as_str()));
    if !is_own_target || !name.to_str().is_ok_and(is_admitted) {
        return Some(Answer::words(403, "this server answers to names of its own machine only; --host names another"));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Some(Answer::words(405, "there is GET and HEAD only").with(ALLOW.as_str(), "GET, HEAD"));
    }
    let text = |name| text(request.headers(), name);
    if guard::is_foreign(
        text("host").unwrap_or_default(),
        text("origin"),
        text("sec-fetch-site"),
        text("sec-fetch-dest"),
    ) {
        return Some(Answer::words(403, "what is under edit is not for pages of other sites; a build is"));
    }
    None
}

/// A header's value; a question mark for one that is no text.
fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

/// The stream of publications: the one that is shown, then each next.
async fn events(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    let text = |name| text(&headers, name);
    if !guard::is_own(text("host").unwrap_or_default(), text("origin"), text("sec-fetch-site")) {
        return response(Answer::words(403, "this stream is for the pages of this site only"));
    }
    let publications = WatchStream::new(desk.stage.sender.subscribe());
    // The first message comes with the time to wait before a lost stream is opened again.
    let events = publications
        .map_while(|shown| shown)
        .map(|shown| Ok::<_, Infallible>(Event::default().retry(Duration::from_millis(300)).data(&shown.message)));
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    confine(response.headers_mut());
    response
}

async fn script(headers: HeaderMap) -> Response {
    let tag = format!("\"{}\"", script_version());
    let is_known = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let answer = Answer {
        status: if is_known { 304 } else { 200 },
        headers: Vec::new(),
        body: if is_known { Vec::new() } else { SCRIPT.as_bytes().to_vec() },
    };
    let answer = answer.with("content-type", files::content_type("reload.js")).with("etag", tag);
    let mut response = response(answer);
    confine(response.headers_mut());
    response
}

/// Own files are for own pages.
fn confine(headers: &mut HeaderMap) {
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
}

async fn file(State(desk): State<Desk>, request: Request) -> Response {
    let Some(shown) = desk.stage.shown() else { return response(Answer::words(503, "the server is ending")) };
    if request.uri().path().starts_with(OWN) {
        return response(Answer::words(404, "there is no such file"));
    }
    let headers = request.headers();
    let asked = Asked {
        path: request.uri().path(),
        known: headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok()),
        is_page: is_page(headers),
    };
    let takes_gzip =
        headers.get_all(ACCEPT_ENCODING).iter().filter_map(|kinds| kinds.to_str().ok()).any(packing::takes_gzip);
    let answer = answer(&shown, &asked);
    response(if takes_gzip { packing::packed(answer) } else { answer })
}

/// Whether a browser opens the answer as a page; what scripts fetch is given as a build would write it.
fn is_page(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-dest") {
        Some(kind) => [&b"document"[..], b"iframe", b"frame"].contains(&kind.as_bytes()),
        // Over plain HTTP from another machine, browsers do not say.
        None => {
            headers.get(ACCEPT).and_then(|kinds| kinds.to_str().ok()).is_some_and(|kinds| kinds.contains("text/html"))
        }
    }
}

fn response(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        // A header that the site wrote wrongly is left out, as hosts do.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
