# Erhebungswellen: planen, anfragen, Frist ändern, schließen
waves-title = Erhebungswellen
waves-lead = Eine Erhebungswelle bittet Bündnisse bis zu einem Tag um eine Arbeitshilfe. Hier sehen Sie alle Erhebungswellen und ihren Rücklauf.
waves-add = Erhebungswelle planen
waves-returned = Rücklauf
waves-empty-title = Noch keine Erhebungswelle
waves-empty-help = Planen Sie eine Erhebungswelle: Arbeitshilfe und Frist wählen, festlegen, wer gefragt wird, die Einladung ansehen. Erst wenn Sie die Erhebungswelle öffnen, geht etwas hinaus.
waves-empty-help-read = Sobald die LaKI eine Erhebungswelle öffnet, erscheint sie hier mit ihrem Rücklauf.

wave-new-title = Erhebungswelle planen
wave-plan-lead = Solange die Erhebungswelle geplant ist, können Sie alles ändern. Es wird noch niemand angeschrieben.
wave-title = Bezeichnung
wave-title-help = So erscheint die Erhebungswelle bei den Bündnissen, zum Beispiel „Strukturen, Sommer 2019“.
wave-instrument = Arbeitshilfe
wave-instrument-version = { $title }, Fassung { $version }
wave-deadline = Frist
wave-deadline-help = Der letzte Tag für alle. Die Frist endet an diesem Tag um Mitternacht.
wave-remind-days = Erinnern, so viele Tage vorher
wave-remind-days-help = Erinnert wird, wer noch nichts abgegeben hat: so viele Tage vor der eigenen Frist, an ihrem letzten Tag und danach, jedes Mal einmal. 0 heißt: keine Erinnerung vorab.
wave-remind-days-wrong = Bitte geben Sie eine Zahl von 0 bis 60 an.
wave-reminder = Erinnerung
wave-reminder-before-subject = Erinnerung: { $instrument } bis zum { $deadline }
wave-reminder-before-body =
    Guten Tag { $name },

    bis zum { $deadline } bittet die LaKI { $alliance } um die { $instrument } ({ $wave }). Bisher ist noch nichts eingegangen. Auch eine unvollständige Antwort hilft.

    Hier geht es weiter:
    { $address }

    Wenn die Zeit nicht reicht, können Sie dort um mehr bitten.
wave-reminder-on-day-subject = Heute ist der letzte Tag: { $instrument }
wave-reminder-on-day-body =
    Guten Tag { $name },

    heute, am { $deadline }, endet die Frist für die { $instrument } ({ $wave }). Von { $alliance } ist noch nichts eingegangen. Auch eine unvollständige Antwort hilft.

    Hier geht es weiter:
    { $address }

    Wenn die Zeit nicht reicht, können Sie dort um mehr bitten.
wave-reminder-after-subject = Frist vorbei: { $instrument }
wave-reminder-after-body =
    Guten Tag { $name },

    die Frist für die { $instrument } ({ $wave }) war der { $deadline }. Von { $alliance } ist noch nichts eingegangen. Eine späte Antwort ist besser als keine.

    Hier geht es weiter:
    { $address }
wave-deadline-reason = Grund der Friständerung
wave-opened-at = Geöffnet am
wave-closed-at = Geschlossen am
wave-asks = Wer wird gefragt?
wave-asks-help = Gefragt werden nur Bündnisse, deren Kommune oder Kreis am Tag der Öffnung beigetreten ist.
wave-asks-all = Alle Bündnisse
wave-asks-kinds = Bestimmte Arten von Bündnissen
wave-asks-chosen = Einzelne Bündnisse, im nächsten Schritt auszuwählen
wave-kinds = Arten von Bündnissen, nur bei „Bestimmte Arten“
wave-kind-city = Kreisfreie Städte
wave-kind-district = Kreise
wave-kind-municipality = Kreisangehörige Kommunen
wave-kind-one-city = kreisfreie Stadt
wave-kind-one-district = Kreis
wave-kind-one-municipality = kreisangehörige Kommune
wave-plan-next = Speichern und weiter
wave-back-to-plan = Zurück zum Plan
wave-phase = Stand
wave-phase-planned = geplant
wave-phase-open = offen
wave-phase-closed = geschlossen
wave-returned = { $returned } von { $asked }
wave-drop-title = Plan verwerfen
wave-drop-help = Der Plan wird gelöscht. Gefragt wurde noch niemand.
wave-drop = Plan verwerfen

wave-letter = Einladung
wave-letter-help = Diese Stellen füllt klappt für jede Geschäftsführende Stelle aus: { $places }
wave-letter-subject = Betreff
wave-letter-body = Text
wave-letter-preview = So liest sich die Einladung
wave-letter-example = Beispiel: { $alliance }
wave-letter-change = Einladung ändern
wave-letter-look = Speichern und ansehen
wave-letter-subject-draft = [Arbeitshilfe]: Bitte um Ihren Rücklauf bis [Frist]
wave-letter-body-draft =
    Guten Tag [Name],

    wir bitten das Bündnis [Bündnis] um die [Arbeitshilfe]. Sie gehört zur Erhebungswelle „[Welle]“.

    Hier können Sie sofort beginnen:
    { "[Adresse]" }

    Bitte geben Sie die Kurzfassung bis zum [Frist] ab. Nichts ist Pflicht: Füllen Sie aus, was Sie wissen, und lassen Sie offen, was noch offen ist. Ihre ausführlichen Antworten bleiben in Ihrem Bündnis; was es verlässt, sehen Sie vor der Abgabe Wort für Wort.

    Wenn Sie mehr Zeit brauchen oder sich nicht beteiligen möchten, sagen Sie uns das bitte dort unter „Kurzfassung ansehen und abgeben“.

    Freundliche Grüße
    Ihre Landesweite Koordinierungsstelle (LaKI)

wave-choice-title = Bündnisse auswählen
wave-choice-lead = Haken Sie an, wer gefragt wird. Suchen und anhaken können Sie beliebig oft; gespeicherte Haken bleiben.
wave-choice-search = Name des Bündnisses enthält
wave-choice-alliances = Bündnisse
wave-choice-save = Auswahl speichern
wave-choice-next = Auswahl speichern und zur Einladung
wave-choice-none-title = Kein Bündnis gefunden
wave-choice-none-help = Zu dieser Suche passt kein Bündnis, das noch gefragt werden kann.
wave-picked = { $count ->
    [0] Noch kein Bündnis ausgewählt
    [one] 1 Bündnis ausgewählt
   *[other] { $count } Bündnisse ausgewählt
}

wave-opening-title = Einladung ansehen und Erhebungswelle öffnen
wave-opening-lead = Lesen Sie die Einladung in Ruhe. Mit dem Öffnen werden alle genannten Bündnisse gefragt, und die Einladungen gehen hinaus.
wave-opening-asked = Gefragt werden
wave-opening-numbers = { $asked ->
    [one] 1 Bündnis
   *[other] { $asked } Bündnisse
}, { $letters ->
    [0] keine Einladung per E-Mail
    [one] 1 Einladung per E-Mail
   *[other] { $letters } Einladungen per E-Mail
}
wave-unreachable = Für diese Bündnisse ist keine E-Mail-Adresse der Geschäftsführenden Stelle bekannt. Sie werden gefragt, bekommen aber keine Einladung. Bitte sagen Sie ihnen selbst Bescheid.
wave-unreachable-more = { $count ->
    [one] und ein weiteres
   *[other] und { $count } weitere
}
wave-open = Erhebungswelle jetzt öffnen und einladen
wave-changed-meanwhile = Der Plan dieser Erhebungswelle wurde inzwischen geändert. Ihr Text steht unten; prüfen Sie die Angaben und speichern Sie noch einmal.

wave-deadline-title = Frist für alle ändern
wave-deadline-lead = Die Frist für alle ist der { $deadline }. Wer eine eigene, spätere Frist hat, behält sie.
wave-deadline-new = Neue Frist
wave-deadline-new-help = Heute oder später.
wave-reason = Grund
wave-reason-help = Er steht im Verlauf und in der Nachricht an die Geschäftsführenden Stellen.
wave-tell = Den Geschäftsführenden Stellen per E-Mail Bescheid sagen
wave-tell-count = { $count ->
    [0] Alle Rückläufe sind schon vollständig, abgelehnt oder haben eine eigene Frist; niemand bekommt eine Nachricht.
    [one] Betroffen ist 1 Bündnis, dessen Rücklauf noch aussteht oder unvollständig ist.
   *[other] Betroffen sind { $count } Bündnisse, deren Rücklauf noch aussteht oder unvollständig ist.
}
wave-deadline-move = Frist ändern
wave-moved-subject = Neue Frist für die { $instrument }: { $deadline }
wave-moved-body =
    Guten Tag { $name },

    für das Bündnis { $alliance } gilt eine neue Frist: Die { $instrument } (Erhebungswelle „{ $wave }“) können Sie bis zum { $deadline } abgeben.

    Grund: { $reason }

    Hier geht es weiter:
    { $address }

    Freundliche Grüße
    Ihre Landesweite Koordinierungsstelle (LaKI)

wave-asking-title = Weitere Bündnisse fragen
wave-asking-lead = Die Frist für alle ist der { $deadline }. Die Geschäftsführenden Stellen bekommen dieselbe Einladung wie die anderen.
wave-asking-deadline = Eigene, spätere Frist
wave-asking-deadline-help = Nur nötig, wenn die Frist für alle zu knapp oder schon vorbei ist.
wave-asking-reason = Grund der eigenen Frist
wave-asking-do = Fragen und einladen
wave-asking-needs-alliance = Bitte haken Sie mindestens ein Bündnis an.
wave-asked-later = Später gefragt

wave-needs-title = Bitte geben Sie der Erhebungswelle eine Bezeichnung.
wave-unknown-instrument = Diese Arbeitshilfe gibt es nicht. Bitte wählen Sie eine aus der Liste.
wave-deadline-past = Diese Frist liegt in der Vergangenheit. Bitte wählen Sie heute oder einen späteren Tag.
wave-needs-kind = Bitte haken Sie mindestens eine Art von Bündnissen an.
wave-needs-subject = Bitte geben Sie der Einladung einen Betreff.
wave-needs-address = Im Text fehlt [Adresse]. Ohne sie finden die Geschäftsführenden Stellen die Arbeitshilfe nicht.
wave-unknown-place = „{ $place }“ wird nicht ausgefüllt und ginge so an alle hinaus. Bitte prüfen Sie die Schreibweise.
wave-needs-reason = Bitte nennen Sie den Grund.
wave-nobody-asked = So würde niemand gefragt. Bitte wählen Sie im Plan, wer gefragt wird.
wave-not-planned = Diese Erhebungswelle ist schon geöffnet. Ihr Plan lässt sich nicht mehr ändern.
wave-not-open = Diese Erhebungswelle ist nicht offen.
wave-no-member = Dieses Bündnis hat heute kein Mitglied und kann deshalb nicht gefragt werden. Prüfen Sie bitte seine Beitritte.
wave-needs-own-deadline = Die Frist für alle ist vorbei. Bitte geben Sie eine eigene Frist an.
wave-unknown-alliance = Ein Bündnis „{ $slug }“ gibt es nicht.
wave-cursor = Diese Fortsetzung ist nicht gültig.

done-wave-planned = Die Erhebungswelle ist geplant. Es wurde noch niemand gefragt.
done-wave-dropped = Der Plan ist verworfen.
done-wave-picked = Die Auswahl ist gespeichert.
done-wave-letter-saved = Die Einladung ist gespeichert.
done-wave-opened = Die Erhebungswelle ist offen. Die Einladungen sind auf dem Weg.
done-wave-deadline-moved = Die neue Frist gilt.
done-wave-asked-more = Die Bündnisse sind gefragt. Die Einladungen sind auf dem Weg.
wave-closing-title = Erhebungswelle schließen
wave-closing-returned = { $asked ->
    [one] Ein Bündnis ist gefragt
   *[other] { $asked } Bündnisse sind gefragt
  }, { $returned ->
    [0] noch keines hat abgegeben.
    [one] eines hat abgegeben.
   *[other] { $returned } haben abgegeben.
  }
wave-closing-effect = Danach kann kein Bündnis mehr abgeben, ergänzen oder zurückziehen, und niemand bekommt eine Erinnerung.
wave-closing-undo = Sie können die Erhebungswelle später wieder öffnen.
done-wave-closed = Die Erhebungswelle ist geschlossen. Es wird nichts mehr angenommen.
done-wave-reopened = Die Erhebungswelle ist wieder offen.
