# Verzeichnis und Gremien innerhalb der Arbeitshilfe
actors-free-rows = Weitere Stellen in diesem Bereich
actors-filled = { $count ->
    [0] noch keine Stelle
    [one] 1 Stelle
   *[other] { $count } Stellen
  }
actors-add = Stelle hinzufügen
actors-add-label = Neue Stelle: { $type }
actors-name-of = Name ({ $type })
actors-ticks-of = Was trifft zu auf { $name }?
actors-contribution-of = Erwarteter Beitrag von { $name }
actors-contact = Ansprechperson
actors-details = Alle Angaben zu { $name }
actors-fold = Anschrift, Beteiligung und Vertretung
actors-speaker-help = Tippen Sie den Namen der Stelle, die für diese mitspricht, und wählen Sie ihn aus der Liste.
actors-member = Mitglied der Kerngruppe
actors-member-since = seit { $day }
actors-none-at-all = Noch keine Stelle eingetragen.
actors-join = In die Kerngruppe aufnehmen
actors-join-of = { $name } ab heute in die Kerngruppe aufnehmen
actors-none = Keine Stelle eingetragen.
actors-own-type = Eigene Bezeichnung: { $type }
bodies-panel-details = { $name } auf einer eigenen Seite, mit Verlauf
bodies-none = Noch nichts eingetragen.
bodies-panel-add = Gremium oder Vereinbarung hinzufügen
