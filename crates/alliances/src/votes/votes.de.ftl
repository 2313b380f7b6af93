# Stimmen der Kommunen eines Kreises zum Beitritt
votes-title = Stimmen zum Beitritt
votes-lead = Jede Kommune entscheidet selbst, ob sie dem Bündnis des Kreises beitritt. Hier sehen Sie, wer geantwortet hat.
votes-empty-title = Noch keine Kommune gefragt
votes-empty-help = Sobald die Geschäftsführende Stelle um eine Stimme bittet, steht hier, wer geantwortet hat und wer noch fehlt.
votes-asked = Gefragt
votes-missing = { $count ->
    [one] Die Frist ist abgelaufen, eine Antwort fehlt:
   *[other] Die Frist ist abgelaufen, { $count } Antworten fehlen:
 }
votes-ask = Um Stimmen bitten
votes-ask-help = Die Ansprechpersonen der Kommunen erhalten eine E-Mail und antworten nach dem Anmelden. Ist eine Frage noch offen, verschiebt sich nur die Frist; auch das erfahren sie per E-Mail.
votes-joined = schon beigetreten
votes-answered = hat geantwortet: { $answer }. Erneut gefragt, steht die Antwort wieder aus.
votes-silent = keine Ansprechperson mit Konto, erhält keine E-Mail
votes-whom = Wen möchten Sie fragen?
votes-deadline-help = Der letzte Tag, an dem eine Antwort rechtzeitig ist.
votes-deadline-past = Die Frist liegt in der Vergangenheit. Bitte wählen Sie einen späteren Tag.
votes-nobody-asked = Bitte wählen Sie mindestens eine Kommune aus.

votes-csv = Stimmen als CSV
votes-xlsx = Stimmen für Excel
votes-enter = Zusagen als Beitritte eintragen
votes-enter-help = Diese Kommunen haben zugesagt und sind noch in keinem Bündnis. Ihre Beitritte stehen danach unter „Kommunen“, mit dem Tag der Zusage als Anmerkung.
votes-enter-whom = Welche Zusagen gelten?
votes-pledged-on = zugesagt am { $day }
votes-nobody-entered = Bitte wählen Sie mindestens eine Zusage aus.
votes-accession-note = Zusage vom { $day }
votes-ags = Amtlicher Schlüssel
votes-asked-on = Gefragt am
votes-answered-on = Geantwortet am
votes-cast-by = Antwort von
votes-origin-contact = Kommune
votes-origin-office = Geschäftsführende Stelle

vote-answer = Antwort
vote-answer-open = noch offen
vote-answer-overdue = fehlt seit { $day }
vote-answer-yes = tritt bei
vote-answer-no = tritt nicht bei
vote-answer-conditional = unter einer Bedingung
vote-condition = Bedingung
vote-condition-help = Nur bei „unter einer Bedingung“, zum Beispiel: wenn kein Eigenanteil verlangt wird.
vote-needs-condition = Bitte nennen Sie die Bedingung.
vote-condition-unused = Sie haben eine Bedingung genannt. Meinen Sie „unter einer Bedingung“? Sonst leeren Sie das Feld.
vote-deadline = Frist
vote-from = Herkunft
vote-cast-by-contact = von der Kommune selbst, am { $day }
vote-cast-by-office = von der Geschäftsführenden Stelle notiert, am { $day }
vote-comment = Anmerkung der Geschäftsführenden Stelle
vote-comment-label = Anmerkung, auch für die Kommune sichtbar
vote-question = Tritt die Kommune dem Bündnis bei?
vote-cast = Stimme abgeben
vote-write-down = Antwort der Kommune notieren
vote-is-the-municipalitys = Diese Stimme hat die Kommune selbst abgegeben. Nur sie kann sie ändern. Sie können eine Anmerkung dazu schreiben.
vote-spoken-before = Diese Kommune hat auf eine frühere Frage selbst geantwortet. Auch die neue Frage beantwortet nur sie. Sie können eine Anmerkung dazu schreiben.
vote-conflict-contact = Die gespeicherte Antwort stammt von der Kommune selbst.

letter-vote-asked-subject = Bitte um die Stimme für { $municipality }, bis { $deadline }
letter-vote-asked-body =
    Guten Tag { $name },

    tritt { $municipality } dem Bündnis { $alliance } bei? Die Geschäftsführende Stelle bittet Sie um eine Antwort bis { $deadline }.

    Hier geben Sie die Stimme ab:
    { $link }

    Möglich sind „tritt bei“, „tritt nicht bei“ und „unter einer Bedingung“. Die Antwort lässt sich später ändern.
letter-vote-moved-subject = Neue Frist für die Stimme von { $municipality }: { $deadline }
letter-vote-moved-body =
    Guten Tag { $name },

    für die Antwort, ob { $municipality } dem Bündnis { $alliance } beitritt, gilt eine neue Frist: { $deadline }.

    Hier geben Sie die Stimme ab:
    { $link }

done-votes-asked = Die Kommunen sind gefragt.
done-votes-entered = Die Beitritte sind eingetragen.
done-vote-cast = Ihre Stimme ist abgegeben. Sie können sie jederzeit ändern.
done-vote-written-down = Die Antwort ist notiert.
done-vote-commented = Die Anmerkung ist gespeichert.
