# Postausgang der Demo
outbox-title = Postausgang
outbox-lead = In der Demo verlässt keine E-Mail den Rechner. Hier steht, was verschickt worden wäre.
outbox-empty-title = Noch keine E-Mail
outbox-empty-help = Laden Sie zum Beispiel jemanden ein oder fordern Sie ein neues Passwort an.
outbox-to = An
outbox-at = Zeitpunkt
outbox-for = für { $name }
outbox-alliance = Bündnis
