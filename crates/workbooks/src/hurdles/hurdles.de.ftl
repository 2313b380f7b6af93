# Regeln von Land oder Bund, die im Weg stehen
hurdles-title = Regeln von Land oder Bund
hurdles-lead = Hier sammeln Sie, welche Regeln den jungen Menschen im Weg stehen. In der Zusammenfassung (8.9) können Sie daraus übernehmen. Von allein verlässt nichts das Bündnis.
hurdles-marked = Bisher vermerkt
hurdles-none = Noch keine Regel vermerkt.
hurdle-mark = Regel von Land oder Bund vermerken
hurdle-question = Bei welcher Frage ist die Hürde aufgefallen?
hurdle-question-help = So finden alle zurück zu dem, was dahintersteht.
hurdle-choose = Bitte wählen
hurdle-level = Wessen Regel ist es?
hurdle-level-land = Land
hurdle-level-bund = Bund
hurdle-words = Welche Regel ist es, und was sind die Folgen?
hurdle-words-help = Nennen Sie bitte niemanden beim Namen.
hurdle-add = Vermerken
hurdle-remove = Entfernen
hurdle-needs-question = Bitte wählen Sie die Frage.
hurdle-needs-level = Bitte wählen Sie Land oder Bund.
hurdle-too-many = Mehr als 300 Regeln lassen sich nicht vermerken. Bitte fassen Sie einige zusammen.
hurdle-marked-as-land = Vermerkte Regel des Landes
hurdle-marked-as-bund = Vermerkte Regel des Bundes
hurdle-reported-as-land = Hürde aus Rückmeldungen, die das Land ändern könnte
hurdle-reported-as-bund = Hürde aus Rückmeldungen, die der Bund ändern könnte

done-hurdle-marked = Die Regel ist vermerkt.
done-hurdle-saved = Die Regel ist gespeichert.
done-hurdle-removed = Die Regel ist entfernt.
