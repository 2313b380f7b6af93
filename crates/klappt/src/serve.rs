//! Serving: listen, answer, stop gracefully.

use crate::{
    house,
    mailer::{self, Post},
};
use anyhow::{Result, anyhow};
use axum::Router;
use std::{io::ErrorKind, net::SocketAddr};
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

/// Serves until the machine or the operator says stop; requests under way finish.
pub async fn run(listener: TcpListener, db: Db, config: Config, post: Post) -> Result<()> {
    let (_, _, router) = house::build(db.clone(), config);
    let (stop, stopped) = watch::channel(false);
    let jobs = tokio::spawn(mailer::run(db.clone(), post, stopped.clone()));
    serve_until(listener, router, stopped.clone(), stop).await?;
    jobs.await.ok();
    db.close().await;
    Ok(())
}

async fn serve_until(
    listener: TcpListener,
    router: Router,
    mut stopped: watch::Receiver<bool>,
    stop: watch::Sender<bool>,
) -> Result<()> {
    tokio::spawn(async move {
        told_to_stop().await;
        stop.send(true).ok();
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            stopped.changed().await.ok();
        })
        .await?;
    Ok(())
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
