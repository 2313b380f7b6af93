# Erasing the history of an answer.
history-erasure-title = Verlauf einer Antwort löschen
history-erasure-lead = Alle früheren Fassungen dieser Antwort werden unlesbar, endgültig und für alle. Dass und wann sie geändert wurde, bleibt sichtbar.
history-erasure-stays = Die Antwort selbst bleibt, wie sie jetzt ist: Nehmen Sie einen Namen dort zuerst heraus. In einer Kurzfassung, die schon abgegeben ist, bleibt er stehen; nehmen Sie sie dann zurück und geben Sie neu ab.
history-erasure-reason-help = Der Grund steht im Prüfprotokoll, die Antwort nicht.
