# Abgabe der Kurzfassung: was das Bündnis verlässt, Empfangsbestätigung, Zurückziehen
submission-title = Kurzfassung und Abgabe
submission-nobody-asks = Zurzeit ist keine Abfrage zu dieser Arbeitshilfe offen. Sie sehen hier, was das Bündnis bei einer Abgabe verlassen würde.
submission-others = Weitere offene Abfragen zu dieser Arbeitshilfe:
submission-not-asked = Zu dieser Arbeitshilfe ist Ihr Bündnis in dieser Erhebungswelle nicht gefragt.
submission-counts = Abgabe Nr. { $number } liegt vor
submission-declined-because = Abgelehnt mit dem Grund: { $reason }
submission-leaves = Das verlässt Ihr Bündnis
submission-leaves-help = Genau dies geht, Wort für Wort, an die wissenschaftliche Begleitung und die LaKI, sonst nichts.
submission-from = (aus { $numbers })
submission-nothing = keine Angabe
submission-is-missing = fehlt noch
submission-outdated = Nicht mehr auf dem Stand der Quelle
submission-outdated-help = Diese Textstellen gehen so mit, wie sie hier stehen. An der Quelle steht inzwischen etwas anderes. Bitte sehen Sie sie vor der Abgabe an.
submission-empty = In der Zusammenfassung ({ $first } bis { $last }) steht noch nichts. Sie können auch so abgeben.
submission-missing = Fehlt noch etwas?
submission-missing-none = Alles Nötige ist da: Die Abgabe zählt als vollständig. Was oben „keine Angabe“ heißt, darf leer bleiben.
submission-missing-help = Sie können auch so abgeben. Die Abgabe zählt dann als teilweise, bis Sie das Folgende ergänzen und erneut abgeben:
submission-fill-in = Jetzt ergänzen
submission-stays = Das bleibt im Bündnis
submission-stays-help = Alle übrigen Antworten, Notizen und Ansprechpersonen bleiben bei Ihnen.
submission-stays-list = { $count ->
    [one] 1 Frage, die im Bündnis bleibt
   *[other] { $count } Fragen, die im Bündnis bleiben
  }
submission-stays-parts = davon bleibt im Bündnis: { $parts }
submission-send-title = Abgeben
submission-send-complete = Mit der Abgabe wird die Kurzfassung in diesem Wortlaut festgehalten. Bis zum Ende der Erhebungswelle können Sie sie zurückziehen oder ersetzen.
submission-send-partial = Die Kurzfassung wird in diesem Wortlaut festgehalten und zählt als teilweise abgegeben. Bis zum Ende der Erhebungswelle können Sie sie ergänzen und ersetzen.
submission-send-replaces = Sie ersetzt die vorliegende Abgabe; beide bleiben aufbewahrt.
submission-send = So abgeben
submission-unchanged = Seit der vorliegenden Abgabe hat sich nichts geändert. Es gibt nichts Neues abzugeben.
submission-changed-title = Bitte sehen Sie noch einmal hin
submission-changed = Während Sie die Kurzfassung angesehen haben, hat sich eine Antwort geändert. Es wurde noch nichts abgegeben. Bitte prüfen Sie den neuen Wortlaut.
submission-version-older = Gefragt ist nach Fassung { $asked } der Arbeitshilfe, Sie arbeiten mit Fassung { $is }. Bitte stellen Sie zuerst auf die neue Fassung um.
submission-version-newer = Gefragt ist nach Fassung { $asked } der Arbeitshilfe, Sie arbeiten schon mit Fassung { $is }. Bitte wenden Sie sich an die LaKI.
submission-ended = Diese Abgabe zählt schon nicht mehr: Sie wurde ersetzt oder zurückgezogen.

submission-decline-title = Nicht teilnehmen
submission-decline-reason = Warum nimmt Ihr Bündnis an dieser Abfrage nicht teil?
submission-decline-help = Eine kurze Begründung genügt. Sie können es sich bis zum Ende der Erhebungswelle anders überlegen.
submission-decline = Teilnahme ablehnen
submission-resume-title = Doch teilnehmen
submission-resume-help = Die Ablehnung wird zurückgenommen. Wenn Sie gleich abgeben, ist dieser Schritt nicht nötig.
submission-resume = Ablehnung zurücknehmen

submission-earlier = Bisherige Abgaben
submission-receipt = Abgabe Nr. { $number }
submission-of = Kurzfassung: { $alliance }
submission-alliance = Bündnis
submission-number = Nummer
submission-instrument = Arbeitshilfe
submission-version = Fassung { $version }
submission-wave = Erhebungswelle
submission-at = Abgegeben am
submission-extent = Umfang
submission-complete = vollständig
submission-partial = teilweise
submission-standing = Stand
submission-standing-valid = gilt
submission-standing-replaced = ersetzt
submission-standing-withdrawn = zurückgezogen
submission-withdrawn-at = Zurückgezogen am { $at }.
submission-withdrawn-at-by = Zurückgezogen am { $at } von { $name }.
submission-replaced-by = Zur Abgabe, die sie ersetzt hat
submission-hash = Prüfsumme (SHA-256)
submission-hash-help = Mit ihr lässt sich zeigen, dass der Wortlaut seit der Abgabe gleich geblieben ist.
submission-content = Wortlaut
submission-withdraw-title = Abgabe zurückziehen
submission-withdraw-help = Die Abgabe zählt dann nicht mehr und ist für das Land nicht mehr lesbar. Sie bleibt bei Ihnen aufbewahrt.
submission-withdraw-undo = Bis zum Ende der Erhebungswelle können Sie neu abgeben.
submission-withdraw = Abgabe zurückziehen

check-submission-changed = Abgabe { $id }: Der gespeicherte Wortlaut passt nicht zur Prüfsumme der Empfangsbestätigung.
check-submission-counted = Abgabe { $id }: Die gezählten Angaben passen nicht zum Wortlaut.

done-submission-sent = Die Kurzfassung ist abgegeben. Diese Seite ist Ihre Empfangsbestätigung.
done-submission-same = Der Inhalt ist seit dieser Abgabe unverändert. Es wurde nichts Neues gespeichert.
done-submission-withdrawn = Die Abgabe ist zurückgezogen.
done-submission-declined = Die Ablehnung ist vermerkt.
done-submission-resumed = Die Ablehnung ist zurückgenommen.
