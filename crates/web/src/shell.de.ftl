# What surrounds every page: header, rail, footer, refusals, forms.
shell-skip = Zum Inhalt springen
shell-sign-in = Anmelden
shell-sign-out = Abmelden
shell-account = Mein Konto
shell-switch = Bündnis wechseln
shell-menu = Menü
shell-where = Sie sind hier
shell-start = Start
shell-imprint = Impressum
shell-privacy = Datenschutz
shell-accessibility = Barrierefreiheit
shell-demo-name = Hinweis zur Demo
shell-demo = Demo-Daten: Die Antworten, Organisationen und Personen sind erfunden.
shell-outbox = Postausgang ansehen
shell-tagline = Für die Bündnisse, die jungen Geflüchteten Wege öffnen.
shell-resting = Ihre Rolle „{ $role }“ ruht, bis Sie die Anmeldung absichern.
shell-resting-how = Anmeldung absichern
shell-search = Suchen
shell-back = Zurück
shell-save = Speichern
shell-cancel = Abbrechen
shell-more = Weitere anzeigen

form-summary = Bitte sehen Sie sich diese Angaben noch einmal an
form-needed = Bitte füllen Sie dieses Feld aus.
form-too-long = Der Text ist zu lang: { $is } Zeichen, erlaubt sind { $max }. Bitte kürzen Sie ihn.
form-control-characters = Der Text enthält unsichtbare Steuerzeichen. Bitte geben Sie ihn neu ein oder fügen Sie ihn ohne Formatierung ein.
form-not-an-email = Das ist keine vollständige E-Mail-Adresse, zum Beispiel name@stelle.example.
form-not-a-day = Bitte geben Sie ein Datum an, das es gibt, zum Beispiel 31.07.2019.
form-not-a-number = Bitte geben Sie eine ganze Zahl ab 0 an, ohne Punkt und Komma.
form-unknown-choice = Bitte wählen Sie eine der angebotenen Antworten.

error-typed-title = Was Sie eingegeben haben
error-typed-help = Es wurde nicht gespeichert, ist aber nicht verloren. Melden Sie sich an und fügen Sie es wieder ein.
error-typed-again = Es wurde nicht gespeichert, ist aber nicht verloren. Laden Sie die Seite neu und fügen Sie es dort wieder ein.

draft-found = Auf diesem Gerät liegt eine Eingabe zu diesem Formular, die nicht abgeschickt wurde.
draft-take = Eingabe zurückholen
draft-drop = Verwerfen

json-not-json = Hier wird JSON erwartet (Content-Type: application/json).
json-broken = Das ist kein vollständiges JSON; es bricht in Zeile { $line }, Spalte { $column } ab.
json-does-not-fit = Die Angabe „{ $place }“ fehlt oder hat nicht die erwartete Form. Die Beschreibung steht unter /api/v1/openapi.json.
json-unknown-key = Die Angabe „{ $place }“ ist hier nicht bekannt. Die Beschreibung steht unter /api/v1/openapi.json.
json-key = Ein Idempotency-Key hat 1 bis 200 druckbare Zeichen ohne Umlaute.

saved-saving = wird gespeichert …
saved-done = gespeichert
saved-failed = nicht gespeichert – klappt versucht es gleich noch einmal
saved-restored = Von Ihnen getippt und noch nicht gespeichert; wird jetzt gespeichert …
saved-choose = Beide Fassungen ansehen
saved-stale = Jemand hat dieses Feld inzwischen geändert. Ihre Eingabe ist nicht verloren.
saved-not = noch nicht gespeichert
saved-left = Eine Ihrer Angaben ist noch nicht gespeichert.
saved-left-see = Angabe ansehen

conflict-title = Jemand war schneller
conflict-help = Während Sie geschrieben haben, wurde dieses Feld geändert. Bitte wählen Sie, was gelten soll. Nichts ist verloren.
conflict-theirs = Jetzt gespeichert
conflict-theirs-by = Jetzt gespeichert, von { $name } am { $at }
conflict-mine = Ihre Eingabe
conflict-empty = (leer)
conflict-keep-theirs = Das Gespeicherte behalten
conflict-keep-mine = Meine Eingabe übernehmen
conflict-decide = Auswahl übernehmen

error-not-found-title = Diese Seite gibt es nicht
error-not-found-help = Vielleicht ist die Adresse unvollständig, oder Ihr Konto hat hier keinen Zugang. Wenden Sie sich im Zweifel an die Geschäftsführende Stelle Ihres Bündnisses.
error-link-over-title = Dieser Link gilt nicht mehr
error-link-over-help = Vielleicht ist er abgelaufen, wurde weitergegeben oder zurückgezogen. Bitte wenden Sie sich an die Stelle, die Ihnen geschrieben hat. Sie schickt Ihnen gern einen neuen.
error-link-over-unsaved = Dieser Link gilt nicht mehr: Er ist abgelaufen, wurde weitergegeben oder zurückgezogen. Ihre letzte Eingabe ist nicht gespeichert. Bitte wenden Sie sich an die Stelle, die Ihnen geschrieben hat.
error-sign-in-title = Bitte melden Sie sich an
error-sign-in-help = Ihre Anmeldung ist beendet. Melden Sie sich neu an und wiederholen Sie den letzten Schritt.
error-second-factor-title = Es fehlt der zweite Schritt der Anmeldung
error-second-factor-help = Dieses Konto ist durch einen zweiten Faktor geschützt. Senden Sie als „second_factor“ den Code aus der Authenticator-App oder einen Wiederherstellungscode mit.
error-no-token = Es fehlt ein Zugangsschlüssel (Kopfzeile Authorization).
error-token-title = Dieser Zugang gilt nicht
error-token-help = Der Zugangsschlüssel im Authorization-Kopf ist unbekannt, abgelaufen oder beendet. Unter „Mein Konto“ legen Sie einen neuen Zugang für Programme an.
error-scope-writing-title = Dieser Zugang darf nur lesen
error-scope-writing-help = Dafür braucht das Programm einen Zugang mit dem Umfang „lesen und schreiben“. Sie legen ihn unter „Mein Konto“ an.
error-scope-land-title = Dieser Zugang gilt nur für ein Bündnis
error-scope-land-help = Dafür braucht das Programm einen Zugang mit dem Umfang „landesweit“. Sie legen ihn unter „Mein Konto“ an.
error-scope-session-title = Das öffnet kein Zugang für Programme
error-scope-session-help = Konten, Rollen, Anmeldungen, Zugänge und das Protokoll gehören keinem Umfang an. Melden Sie sich dafür selbst an.
error-invalid-title = Das hat so nicht geklappt
error-invalid-help = Die Angaben ließen sich nicht lesen. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.
error-stale-title = Jemand war schneller
error-stale-help = Der Eintrag wurde inzwischen geändert. Bitte laden Sie ihn neu und prüfen Sie Ihre Änderung.
error-conflict-title = Das geht gerade nicht
error-conflict-help = Der Stand hat sich geändert. Bitte laden Sie die Seite neu.
error-too-slow-title = Das hat zu lange gedauert
error-too-slow-help = Ihre Eingabe ist nicht rechtzeitig angekommen und wurde nicht gespeichert. Vielleicht ist die Verbindung gerade langsam. Bitte versuchen Sie es noch einmal.
error-too-large-title = Das ist zu groß
error-too-large-help = Die gesendeten Daten sind größer als erlaubt. Bitte kürzen oder teilen Sie sie.
error-slow-down-title = Bitte warten Sie einen Moment
error-slow-down-help = Es gab zu viele Versuche hintereinander. Versuchen Sie es gleich noch einmal.
error-other-site-title = Diese Anfrage kam von einer anderen Seite
error-other-site-help = Zu Ihrem Schutz wird sie nicht ausgeführt. Bitte öffnen Sie klappt direkt und wiederholen Sie den Schritt dort.
error-form-expired-title = Diese Seite stammt aus einer früheren Anmeldung
error-form-expired-help = Sie haben sich inzwischen neu angemeldet. Zu Ihrem Schutz nimmt klappt von der alten Seite nichts mehr an; gespeichert wurde nichts. Bitte laden Sie die Seite neu und wiederholen Sie den Schritt.
error-form-expired-reload = Seite neu laden
error-not-encrypted-title = Diese Verbindung ist nicht verschlüsselt
error-not-encrypted-help = klappt nimmt von anderen Rechnern nur verschlüsselte Verbindungen an. Bitte öffnen Sie die Adresse, die mit https:// beginnt.
error-method-title = Diese Adresse nimmt so nichts an
error-method-help = Bitte öffnen Sie die Seite neu und benutzen Sie die Schaltflächen darauf.
error-unavailable-title = klappt ist gerade nicht erreichbar
error-unavailable-help = Die Datenbank antwortet nicht. Ihre letzte Eingabe wurde nicht gespeichert. Bitte versuchen Sie es in ein paar Minuten noch einmal.
error-request = Wenn Sie nachfragen, nennen Sie diese Kennung:
error-full-title = Es lässt sich gerade nichts speichern
error-full-help = Der Speicher des Servers ist voll. Ihre letzte Eingabe wurde nicht gespeichert; was schon gespeichert war, bleibt. Seiten mit Angaben über Menschen öffnen sich erst wieder, wenn Platz da ist, denn jeder Blick darauf wird festgehalten; die anderen können Sie weiter lesen. Der Betrieb muss Platz schaffen, danach geht es von selbst weiter.
error-internal-title = Hier ist etwas schiefgegangen
error-internal-help = Der Fehler liegt bei uns und wurde vermerkt. Bitte versuchen Sie es noch einmal.

shell-yes = ja
shell-no = nein
period-days = { $count ->
    [one] einem Tag
    [7] sieben Tagen
   *[other] { $count } Tagen
  }
period-years = { $count ->
    [one] einem Jahr
    [2] zwei Jahren
   *[other] { $count } Jahren
  }
