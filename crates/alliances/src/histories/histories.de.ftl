# Erasing the history of an entry.
histories-title = Verlauf eines Eintrags löschen
histories-lead = Alle früheren Fassungen dieses Eintrags werden unlesbar, endgültig und für alle. Dass und wann er geändert wurde, bleibt sichtbar.
histories-stays = Der Eintrag selbst bleibt, wie er jetzt ist: Nehmen Sie einen Namen dort zuerst heraus.
histories-reason-help = Der Grund steht im Prüfprotokoll, der Eintrag nicht.
