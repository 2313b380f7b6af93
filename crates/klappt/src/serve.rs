//! Serving: listen, answer, stop gracefully.

use crate::{
    heads, house,
    mailer::{self, Post},
    operation::{self, Mailed, Metrics},
    settings::Pem,
    sso::Sso,
};
use anyhow::{Context, Result, anyhow};
use axum_server::{
    Handle, Server,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use std::{io::ErrorKind, net::SocketAddr, time::Duration};
use store::Db;
use tokio::{net::TcpListener, sync::watch};
use web::Config;

/// Takes the port, or says in one line why not.
pub async fn bind(listen: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(listen).await.map_err(|e| match e.kind() {
        ErrorKind::AddrInUse => {
            anyhow!("Auf {listen} läuft schon etwas. Nennen Sie mit --listen einen freien Anschluss.")
        }
        _ => anyhow!("Auf {listen} kann klappt nicht lauschen: {e}"),
    })
}

/// How long requests under way may take to finish.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long the first head of a connection may take to arrive.
const HEAD: Duration = Duration::from_secs(10);

/// How long a later one may take, counted from the answer before: longer than proxies keep
/// idle connections, so that none sends a request into one that is being closed.
const NEXT_HEAD: Duration = Duration::from_secs(130);

/// What is served, and where.
pub struct Serving {
    /// Where users come in.
    pub listener: TcpListener,
    /// Certificate and key, where klappt ends TLS itself.
    pub tls: Option<Pem>,
    /// Where those who watch over the installation read its numbers.
    pub metrics: Option<TcpListener>,
    /// The database, open and current.
    pub db: Db,
    /// How this installation is set up.
    pub config: Config,
    /// Where mail goes.
    pub post: Post,
    /// How people sign in by a central account, if they do.
    pub sso: Sso,
    /// In how many things database and journal did not agree before serving.
    pub disagreements: usize,
}

/// Serves until the machine or the operator says stop: then nothing new is taken,
/// requests under way finish, the queue rests, the database is closed.
pub async fn run(serving: Serving) -> Result<()> {
    let Serving { listener, tls, metrics, db, config, post, sso, disagreements } = serving;
    let (app, _, router) = house::build(db.clone(), config, sso);
    let (stop, stopped) = watch::channel(false);
    let mailed = Mailed::default();
    let mut beside = vec![
        tokio::spawn(mailer::run(app.clone(), post, mailed.clone(), stopped.clone())),
        tokio::spawn(heads::run(db.clone(), stopped.clone())),
    ];
    if let Some(listener) = metrics {
        let metrics = Metrics::new(app, &mailed);
        metrics.journal_disagrees(disagreements);
        beside.push(tokio::spawn(operation::serve(listener, metrics, stopped.clone())));
    }
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    let ending = handle.clone();
    tokio::spawn(async move {
        told_to_stop().await;
        stop.send(true).ok();
        // Somebody who never finishes sending must not keep the machine from stopping.
        ending.graceful_shutdown(Some(PATIENCE));
        tracing::info!("stopping");
    });
    let server = axum_server::from_tcp(listener.into_std()?)?.handle(handle);
    match tls {
        None => patient(server).serve(service).await?,
        Some(pem) => {
            let certificate = RustlsConfig::from_pem_file(&pem.certificate, &pem.key)
                .await
                .context("Zertifikat und Schlüssel lassen sich nicht lesen oder passen nicht zusammen")?;
            tokio::spawn(renew(certificate.clone(), pem));
            let acceptor = RustlsAcceptor::new(certificate);
            patient(server.acceptor(acceptor)).serve(service).await?;
        }
    }
    for task in beside {
        task.await.ok();
    }
    db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// A server that waits so long and no longer for heads of requests: whoever opens
/// connections and says nothing, or a letter now and then, holds none of them for long.
fn patient<A>(mut server: Server<SocketAddr, A>) -> Server<SocketAddr, A> {
    server.http_builder().http1().header_read_timeout(NEXT_HEAD);
    server.first_request_timeout(HEAD)
}

/// Takes up a renewed certificate when told so (SIGHUP), without a pause.
async fn renew(certificate: RustlsConfig, pem: Pem) {
    #[cfg(unix)]
    if let Ok(mut told) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) {
        while told.recv().await.is_some() {
            match certificate.reload_from_pem_file(&pem.certificate, &pem.key).await {
                Ok(()) => tracing::info!("certificate read anew"),
                Err(error) => {
                    tracing::error!(%error, "the renewed certificate cannot be read; the old one stays");
                }
            }
        }
    }
}

async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
