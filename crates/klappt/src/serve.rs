//! Serving: listen, answer, stop gracefully.

use crate::{
    heads, house,
    mailer::{self, Post},
    operation::{self, Mailed, Metrics},
    settings::Pem,
    sso::Sso,
};
use anyhow::{Context, Result, anyhow};
use axum_server::{Handle, tls_rustls::RustlsConfig};
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
}

/// Serves until the machine or the operator says stop: then nothing new is taken,
/// requests under way finish, the queue rests, the database is closed.
pub async fn run(serving: Serving) -> Result<()> {
    let Serving { listener, tls, metrics, db, config, post, sso } = serving;
    let (app, _, router) = house::build(db.clone(), config, sso);
    let (stop, stopped) = watch::channel(false);
    let mailed = Mailed::default();
    let mut beside = vec![
        tokio::spawn(mailer::run(app.clone(), post, mailed.clone(), stopped.clone())),
        tokio::spawn(heads::run(db.clone(), stopped.clone())),
    ];
    if let Some(listener) = metrics {
        let metrics = Metrics::new(app, &mailed);
        beside.push(tokio::spawn(operation::serve(listener, metrics, stopped.clone())));
    }
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        None => {
            let until = until(stopped.clone());
            tokio::spawn(async move {
                told_to_stop().await;
                stop.send(true).ok();
            });
            let serving = axum::serve(listener, service).with_graceful_shutdown(until);
            tokio::select! {
                ended = serving.into_future() => ended?,
                () = out_of_patience(stopped) => tracing::warn!("requests under way were cut off"),
            }
        }
        Some(pem) => {
            let certificate = RustlsConfig::from_pem_file(&pem.certificate, &pem.key)
                .await
                .context("Zertifikat und Schlüssel lassen sich nicht lesen oder passen nicht zusammen")?;
            tokio::spawn(renew(certificate.clone(), pem));
            let handle = Handle::new();
            let ending = handle.clone();
            tokio::spawn(async move {
                told_to_stop().await;
                stop.send(true).ok();
                ending.graceful_shutdown(Some(PATIENCE));
            });
            axum_server::from_tcp_rustls(listener.into_std()?, certificate)?
                .handle(handle)
                .serve(service)
                .await?;
        }
    }
    for task in beside {
        task.await.ok();
    }
    db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Somebody who never finishes sending must not keep the machine from stopping.
async fn out_of_patience(stopped: watch::Receiver<bool>) {
    until(stopped).await;
    tokio::time::sleep(PATIENCE).await;
}

async fn until(mut stopped: watch::Receiver<bool>) {
    stopped.changed().await.ok();
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
