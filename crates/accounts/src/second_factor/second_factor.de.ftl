# The second factor: authenticator app, passkeys, recovery codes.
factor-title = Anmeldung absichern
factor-about = Ein Passwort kann erraten oder abgeschaut werden. Mit einem zweiten Faktor braucht es zusätzlich etwas, das nur Sie haben: Ihr Telefon, Ihren Rechner oder einen Sicherheitsschlüssel.
factor-is-on = Ihre Anmeldung ist abgesichert: Nach dem Passwort fragt klappt nach dem zweiten Faktor.
factor-is-off = Ihre Anmeldung ist noch nicht abgesichert. Richten Sie eine Authenticator-App oder einen Passkey ein.
factor-wrong-password = Das ist nicht Ihr Passwort. Bitte geben Sie es noch einmal ein.
factor-wrong-code = Dieser Code passt nicht. Jeder Code gilt nur einmal und nur kurz: Warten Sie auf den nächsten und prüfen Sie, ob die Uhr Ihres Geräts richtig geht.
factor-password-help = Zur Sicherheit noch einmal: So kann niemand etwas ändern, der nur kurz an Ihrem Gerät sitzt.
factor-remove-help = Zum Entfernen fragt klappt noch einmal, ob Sie es sind. Ist danach kein zweiter Faktor mehr da, enden Ihre anderen Anmeldungen und die Wiederherstellungscodes.
factor-any-code = Code aus der App oder Wiederherstellungscode
factor-again-help = Wer nur Ihr Passwort kennt, soll hier nichts ändern können. Darum fragt klappt auch nach dem zweiten Faktor, den Sie schon haben.
factor-again-passkey = Wer nur Ihr Passwort kennt, soll hier nichts ändern können. Haben Sie keinen Code zur Hand? Melden Sie sich ab und mit Ihrem Passkey wieder an: In den zehn Minuten danach geht es ohne Code.

factor-app = Authenticator-App
factor-app-about = Eine App auf Ihrem Telefon zeigt alle 30 Sekunden einen neuen Code. Es geht jede App für Einmalcodes (TOTP), zum Beispiel FreeOTP oder Aegis. Das Telefon braucht dafür kein Netz.
factor-app-begin = Authenticator-App einrichten
factor-app-since = Eingerichtet am { $since } Uhr.
factor-app-remove = Authenticator-App entfernen
factor-app-new-title = Authenticator-App einrichten
factor-app-step-install = Öffnen Sie die Authenticator-App auf Ihrem Telefon.
factor-app-step-scan = Lesen Sie damit den QR-Code ein, oder tippen Sie den Schlüssel darunter ab.
factor-app-step-code = Geben Sie unten den Code ein, den die App jetzt zeigt.
factor-app-picture = QR-Code für die Authenticator-App
factor-app-open = In der App auf diesem Gerät öffnen
factor-app-secret = Der Schlüssel zum Abtippen:
factor-app-code-help = Sechs Ziffern, die alle 30 Sekunden wechseln.
factor-app-confirm = App einrichten

factor-passkeys = Passkeys
factor-passkeys-about = Ein Passkey liegt auf Ihrem Gerät oder einem Sicherheitsschlüssel. Sie bestätigen ihn mit Fingerabdruck, Gesicht oder PIN. Gefälschte Anmeldeseiten bekommen ihn nicht.
passkey-begin = Passkey einrichten
passkey-no-name = Passkeys gehen hier nicht: Diese Installation wird über eine Nummer statt über einen Namen aufgerufen.
passkey-new-title = Passkey einrichten
passkey-new-about = Geben Sie dem Passkey einen Namen, an dem Sie ihn wiedererkennen. Danach fragt Ihr Browser, wo er liegen soll. Sie haben dafür fünf Minuten.
passkey-name = Name
passkey-name-help = Zum Beispiel „Diensthandy“ oder „Schlüssel am Schlüsselbund“.
passkey-create = Passkey anlegen
passkey-since = Eingerichtet
passkey-used = Zuletzt benutzt
passkey-never = noch nie
passkey-rename = Anders nennen
passkey-remove = Passkey entfernen
passkey-taken = Dieser Passkey ist schon eingerichtet, oder die Zeit ist abgelaufen. Bitte beginnen Sie noch einmal.
passkey-too-many = Mehr als zwanzig Passkeys gehen nicht. Bitte entfernen Sie zuerst einen.

factor-codes = Wiederherstellungscodes
factor-codes-left = { $left ->
    [0] Sie haben keinen Wiederherstellungscode mehr. Bitte lassen Sie sich neue geben, damit Sie auch ohne Ihr Telefon hereinkommen.
    [one] Sie haben noch einen Wiederherstellungscode. Bitte lassen Sie sich bald neue geben.
   *[other] Sie haben noch { $left } von 10 Wiederherstellungscodes.
  }
codes-title = Ihre Wiederherstellungscodes
codes-about = Bitte drucken Sie diese Seite oder speichern Sie die Codes, und bewahren Sie sie getrennt von Ihrem Telefon auf. Mit jedem kommen Sie einmal herein, wenn App oder Passkey nicht zur Hand sind. klappt zeigt sie nur jetzt.
codes-file-submit = Als Textdatei speichern
codes-file = Wiederherstellungscodes für klappt, ausgegeben am { $day }. Jeder gilt einmal.
codes-done = Ich habe die Codes aufbewahrt
codes-new-title = Neue Wiederherstellungscodes
codes-new-about = Sie bekommen zehn neue. Alle früheren gelten dann nicht mehr.
codes-new-submit = Neue Codes ausgeben

done-app-added = Die Authenticator-App ist eingerichtet.
done-app-removed = Die Authenticator-App ist entfernt.
done-passkey-added = Der Passkey ist eingerichtet.
done-passkey-renamed = Der Name ist gespeichert.
done-passkey-removed = Der Passkey ist entfernt. Löschen Sie ihn bitte auch auf dem Gerät.
done-passkey-too-late = Die fünf Minuten sind um. Bitte beginnen Sie noch einmal mit „Passkey einrichten“.
