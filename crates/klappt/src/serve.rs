//! Serving: listen, answer, stop gracefully.

use crate::{
    heads, house,
    mailer::{self, Post},
    settings::Pem,
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

/// Serves until the machine or the operator says stop; requests under way finish.
pub async fn run(listener: TcpListener, tls: Option<Pem>, db: Db, config: Config, post: Post) -> Result<()> {
    let (_, _, router) = house::build(db.clone(), config);
    let (stop, stopped) = watch::channel(false);
    let jobs = tokio::spawn(mailer::run(db.clone(), post, stopped.clone()));
    let keeper = tokio::spawn(heads::run(db.clone(), stopped.clone()));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        None => {
            let until = until(stopped);
            tokio::spawn(async move {
                told_to_stop().await;
                stop.send(true).ok();
            });
            axum::serve(listener, service).with_graceful_shutdown(until).await?;
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
    jobs.await.ok();
    keeper.await.ok();
    db.close().await;
    Ok(())
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
