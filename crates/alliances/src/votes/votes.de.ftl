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
votes-ask-help = Die Ansprechpersonen der Kommunen sehen die Frage nach dem Anmelden. Ist eine Frage noch offen, verschiebt sich nur die Frist.
votes-whom = Wen möchten Sie fragen?
votes-deadline-help = Der letzte Tag, an dem eine Antwort rechtzeitig ist.
votes-deadline-past = Die Frist liegt in der Vergangenheit. Bitte wählen Sie einen späteren Tag.
votes-nobody-asked = Bitte wählen Sie mindestens eine Kommune aus.

vote-answer = Antwort
vote-answer-open = noch offen
vote-answer-overdue = fehlt seit { $day }
vote-answer-yes = tritt bei
vote-answer-no = tritt nicht bei
vote-answer-conditional = unter einer Bedingung
vote-condition = Bedingung
vote-condition-help = Nur bei „unter einer Bedingung“, zum Beispiel: wenn kein Eigenanteil verlangt wird.
vote-needs-condition = Bitte nennen Sie die Bedingung.
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
vote-conflict-contact = Die gespeicherte Antwort stammt von der Kommune selbst.

done-votes-asked = Die Kommunen sind gefragt.
done-vote-cast = Ihre Stimme ist abgegeben. Sie können sie jederzeit ändern.
done-vote-written-down = Die Antwort ist notiert.
done-vote-commented = Die Anmerkung ist gespeichert.
