# Everything held about one's own account.
own-data-title = Meine Daten
own-data-lead = Hier steht alles, was klappt über Ihr Konto gespeichert hat. Sie können es als Datei mitnehmen. Dass Sie nachgesehen haben, steht danach im Prüfprotokoll.
own-data-file = Als Datei herunterladen (JSON)
own-data-since = Konto seit
own-data-password = Passwort
own-data-password-set = gewählt; gespeichert ist nur ein Prüfwert, aus dem sich das Passwort nicht ablesen lässt
own-data-password-none = noch keines
own-data-new-address = Neue Adresse, noch nicht bestätigt
own-data-no-roles = Sie haben und hatten keine Rolle.
own-data-none = Nichts gespeichert.
own-data-sessions = Anmeldungen
own-data-session = { $kind }, angemeldet mit { $proof }
own-data-devices = Geräte, mit denen Sie sich angemeldet haben
own-data-used = zuletzt benutzt: { $at }
own-data-factors = Zweiter Faktor
own-data-set-up = eingerichtet: { $at }
own-data-passkey = Passkey „{ $name }“
own-data-codes = { $left ->
    [0] keiner mehr übrig
    [one] noch einer übrig
   *[other] noch { $left } übrig
  }
own-data-lasts = { $from } bis { $until }
own-data-links = Links, die Sie noch nicht benutzt haben
own-data-link-invitation = Einladung
own-data-link-reset = Neues Passwort
own-data-central = Zentrale Konten, mit denen Sie sich anmelden
own-data-letters = E-Mails an Sie, die noch nicht verschickt sind
own-data-history = Frühere Namen und Adressen
own-data-state = Zustand des Kontos
own-data-change = { $field }: vorher { $before }, danach { $after }
own-data-audit = Prüfprotokoll: was Sie getan haben und was mit Ihrem Konto getan wurde
own-data-looked = { $act }: { $what }, Seite { $page }
own-data-by-you = von Ihnen
own-data-by-others = von anderen oder selbsttätig
own-data-more = Hier stehen die letzten 100 Zeilen; die Datei enthält auch ältere.
own-data-elsewhere = Was hier nicht steht
own-data-elsewhere-help = Sind Sie in einem Bündnis als Ansprechperson eingetragen oder in einer Antwort genannt, gehört das dem Bündnis. Die Geschäftsführende Stelle sagt Ihnen, was dort über Sie steht, und berichtigt oder löscht es.
