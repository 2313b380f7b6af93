# Voices of the target group: talk sheets, hindrances, workshops, counted by theme.
voices-title = Stimmen prüfen
voices-lead = Hier steht, was Multiplikatorinnen und Multiplikatoren berichten. Es zählt erst, wenn Sie es übernommen haben.
voices-search = Suche
voices-all-states = alle
voices-all-kinds = alle
voices-all-themes = alle Themen
voices-empty-title = Noch hat niemand etwas berichtet
voices-empty-help = Schicken Sie Menschen, die mit jungen Geflüchteten sprechen, einen Link zum Gesprächsbogen. Er passt aufs Handy und braucht kein Konto.
voices-nothing-waits-title = Alles ist geprüft
voices-nothing-waits-help = Zurzeit wartet kein Eintrag. Unter „Stand“ finden Sie auch, was schon übernommen oder gestrichen ist.
voices-none-title = Nichts gefunden
voices-none-help = Dazu gibt es keinen Eintrag. Versuchen Sie ein anderes Wort oder einen anderen Filter.

voice-kind = Art
voice-kind-talk = Gespräch
voice-kind-hindrance = Hürde
voice-kind-workshop = Workshop
voice-state = Stand
voice-state-received = wartet auf Prüfung
voice-state-accepted = übernommen
voice-state-struck = zurückgegeben
voice-received = Eingegangen
voice-said = Was gesagt wurde
voice-by = Von
voice-by-office = Geschäftsführende Stelle
voice-theme = Thema
voice-themes = Themen
voice-themes-talk = Worüber haben Sie gesprochen?
voice-themes-workshop = Worum ging es?
voice-unsaid = keine Angabe

voice-talk-title = Gespräch eintragen
voice-hindrance-title = Hürde eintragen
voice-workshop-title = Workshop eintragen
voice-lead-talk = Fünf Minuten genügen. Öffnen Sie die Themen, über die Sie gesprochen haben; alles andere lassen Sie zu.
voice-lead-hindrance = Was steht im Weg, und wie sind Sie damit umgegangen? Aus vielen Einträgen wird sichtbar, was sich ändern muss.
voice-lead-workshop = Halten Sie fest, was bei einem Workshop gesagt wurde, Thema für Thema.
voice-no-names = Bitte keine Namen, keine Geburtsdaten, keine Aktenzeichen und keine Telefonnummern. Schreiben Sie so, dass niemand zu erkennen ist.
voice-mood = Wie läuft es?
voice-helps = Was hilft?
voice-words = Was erschwert es?
voice-notes = Was wurde gesagt?
voice-wishes = Was wurde gewünscht oder vorgeschlagen?
voice-speakers = Mit wem haben Sie gesprochen? (freiwillig)
voice-speakers-help = Nur grobe Gruppen, und nur was Sie ohnehin wissen. Fragen Sie nicht danach.
voice-crowd = Wie viele waren es?
voice-age = Alter
voice-residence = Aufenthalt
voice-gender = Geschlecht
voice-language = Sprache des Gesprächs
voice-held-on = Tag
voice-place = Ort, grob
voice-place-help = Zum Beispiel: Jugendzentrum im Norden der Stadt.
voice-who = Wer war dabei?
voice-who-help = Zum Beispiel: acht junge Erwachsene aus einem Sprachkurs.
voice-hindrance = Hürde
voice-hindrance-help = In wenigen Worten, zum Beispiel: Prüfung bei der Kammer nur auf Deutsch.
voice-problem = Worin besteht das Problem?
voice-problem-help = Was ist passiert, und wen betrifft es? Ohne Namen.
voice-solution = Ihre Lösung
voice-solution-help = Was haben Sie getan, damit es weiterging? Auch wenn es nur zum Teil geklappt hat.
voice-level = Wer könnte es ändern?
voice-level-help = Was Sie mit Land oder Bund kennzeichnen, kann das Bündnis in seine Zusammenfassung aufnehmen.
voice-send-talk = Absenden
voice-send-hindrance = Absenden
voice-send-workshop = Speichern
voice-no-theme = Bitte öffnen Sie mindestens ein Thema und sagen Sie etwas dazu.
voice-ahead = Der Tag liegt in der Zukunft.
voice-too-many = Über diesen Link ist schon sehr viel eingegangen. Bitte lassen Sie sich einen neuen schicken.

voice-blocked-date = „{ $words }“ sieht aus wie ein Geburtsdatum oder ein genaues Datum. Bitte schreiben Sie höchstens Monat und Jahr.
voice-blocked-number = „{ $words }“ sieht aus wie ein Aktenzeichen oder eine andere Nummer einer Person. Bitte nehmen Sie sie heraus.
voice-blocked-phone = „{ $words }“ sieht aus wie eine Telefonnummer. Bitte nehmen Sie sie heraus.
voice-blocked-email = „{ $words }“ sieht aus wie eine E-Mail-Adresse oder ein Benutzername. Bitte nehmen Sie das heraus.
voice-names = Ist das ein Name oder eine Adresse: „{ $names }“? Dann schreiben Sie es bitte so, dass niemand zu erkennen ist.
voice-names-ask = Etwas sieht aus wie ein Name oder eine Adresse. Bitte sehen Sie es sich noch einmal an.
voice-names-are-fine = Ich habe nachgesehen: Es steht kein Name und keine Adresse da. Trotzdem senden.

voice-kept = Auf diesem Gerät noch nicht gesendet ({ $count }). Es wird gesendet, sobald Sie wieder Netz haben und diese Seite offen ist.
voice-wiped = Was auf diesem Gerät noch nicht gesendet war, ist gelöscht.
voice-kept-refused = Ein Eintrag konnte so nicht angenommen werden. Er steht wieder im Formular.

voice-link-title = Stimmen von Geflüchteten
voice-link-lead = Das Bündnis { $alliance } möchte wissen, was jungen Geflüchteten hilft und was ihnen im Weg steht. Sie sprechen mit ihnen; tragen Sie hier ein, was Sie hören.
voice-sent = Das haben Sie gesendet
voice-sent-nothing = Noch nichts. Danach sehen Sie hier, was daraus geworden ist.
voice-struck-because = Zurückgegeben: { $reason }
voice-what-happens = Was mit Ihren Einträgen geschieht
voice-what-happens-office = Jeden Eintrag liest zuerst die Geschäftsführende Stelle. Findet sie etwas, woran jemand zu erkennen ist, nimmt sie es heraus oder gibt den Eintrag zurück. Was herausgenommen ist, ist endgültig weg.
voice-what-happens-counts = Andere im Bündnis sehen, was zu welchem Thema wie oft gesagt wurde. Zahlen unter fünf werden ihnen nicht gezeigt. Drei Jahre nach dem Eingang wird der Eintrag gelöscht.
voice-what-happens-link = Der Link gilt nur für Sie und nur eine begrenzte Zeit. Was Sie gesendet haben, kann niemand über den Link lesen. Ohne Netz wartet ein Eintrag unverschlüsselt auf Ihrem Gerät, bis er gesendet ist; nutzen Sie dafür bitte kein fremdes Gerät.
voice-what-happens-data = Ihr Name und Ihre E-Mail-Adresse werden nur für diesen Link gebraucht. Endet er, werden sie nach { $period } gelöscht. Verantwortlich ist die Geschäftsführende Stelle; Sie können Auskunft, Berichtigung und Löschung verlangen und sich bei der Datenschutzaufsicht beschweren. Ihre Teilnahme ist freiwillig. Mehr steht in der

voice-looks-like-names = Das sieht aus wie ein Name oder eine Adresse: „{ $names }“. Bitte prüfen Sie das, bevor Sie übernehmen.
voice-words-gone = Hier steht nichts mehr.
voice-accept = Übernehmen
voice-redact = Etwas herausnehmen oder anders schreiben
voice-redact-help = Ihre Fassung ersetzt die bisherige. Die bisherige ist dann endgültig weg, auch aus dem Verlauf.
voice-redact-do = Bisherige Fassung ersetzen
voice-strike = Zurückgeben
voice-strike-help = Der Eintrag zählt dann nicht, und seine Worte werden gelöscht. Wer ihn geschickt hat, sieht den Grund.
voice-strike-reason = Grund
voice-strike-do = Zurückgeben und Worte löschen
voice-reason-needed = Bitte nennen Sie einen Grund.
voice-reason-unfit = Der Grund ist zu lang, oder er enthält ein Datum, eine Nummer oder eine Adresse.
voice-decided-already = Das geht hier nicht mehr: Über diesen Eintrag ist schon entschieden.
voice-next = Nächster Eintrag, der wartet

voice-links-title = Links zum Gesprächsbogen
voice-links-lead = Menschen, die mit jungen Geflüchteten sprechen, bekommen einen persönlichen Link: aus der Sozialarbeit, dem Ehrenamt, der Schule. Er braucht kein Konto.
voice-link-new = Jemanden bitten
voice-link-organisation = Wo die Person arbeitet oder hilft
voice-link-days = Der Link gilt so viele Tage
voice-link-days-help = Danach endet er von selbst.
voice-link-days-range = Bitte geben Sie eine Zahl von 1 bis { $most } an.
voice-link-send = E-Mail mit Link verschicken
voice-links-search = Name, Adresse oder Stelle
voice-links-empty-title = Noch hat niemand einen Link
voice-links-empty-help = Tragen Sie oben ein, wen Sie bitten möchten. Die Person bekommt eine E-Mail mit ihrem Link.
voice-links-none-title = Nichts gefunden
voice-links-none-help = Niemand mit einem Link heißt so.
voice-link-stand = Link
voice-link-count = Einträge
voice-link-do = Aktion
voice-link-revoke = Sofort beenden
voice-link-renew = Neuen Link schicken
voice-link-erase = Namen löschen
voice-link-nameless = Name und Adresse sind gelöscht. Bitte tragen Sie die Person neu ein.

voice-letter-subject = Was junge Geflüchtete sagen: Ihr Link zum Gesprächsbogen ({ $alliance })
voice-letter-body =
    Guten Tag { $name },

    Sie sprechen mit jungen Geflüchteten. Das Bündnis { $alliance } möchte wissen, was ihnen hilft und was ihnen im Weg steht, ohne dass jemand einen Fragebogen ausfüllen muss.

    Tragen Sie bitte ein, was Sie in Gesprächen hören. Fünf Minuten genügen, auch auf dem Handy und auch ohne Netz; ein Konto brauchen Sie nicht:
    { $address }

    Bitte schreiben Sie keine Namen, Geburtsdaten oder Aktenzeichen. Der Link gilt nur für Sie, bis zum { $day }; bitte leiten Sie diese E-Mail nicht weiter.

    Freundliche Grüße
    { $office }
    { $reach }

themes-title = Stimmen nach Themen
themes-lead = Was in Gesprächen und Workshops gesagt wurde, gezählt nach Themen. Es zählt nur, was die Geschäftsführende Stelle übernommen hat.
themes-waiting = { $count } { $count ->
    [one] wartet
   *[other] warten
  }
themes-file = Tabelle als CSV
themes-empty-title = Noch zählt nichts
themes-empty-help = Sobald die Geschäftsführende Stelle ein Gespräch, einen Workshop oder eine Hürde übernommen hat, steht es hier.
themes-gated = Zahlen unter { $least } und solche, aus denen man sie errechnen könnte, sind hier ausgeblendet, damit niemand zu erkennen ist.
themes-picture = Wie es läuft: Gespräche nach Themen
themes-table = Alle Zahlen
themes-hidden = verborgen
themes-talks = Gespräche
themes-workshops = Workshops
themes-mentions = Nennungen zusammen
themes-mentions-help = Ein Gespräch über drei Themen zählt bei jedem der drei.

hindrances-title = Hürden
hindrances-lead = Was im Weg steht, wie es vor Ort gelöst wurde und wer es ändern könnte.
hindrances-all-levels = alle
hindrances-empty-title = Noch keine Hürde
hindrances-empty-help = Hürden kommen über die Links zum Gesprächsbogen, oder die Geschäftsführende Stelle trägt sie ein.
hindrances-none-title = Nichts gefunden
hindrances-none-help = Dazu gibt es keine Hürde. Versuchen Sie ein anderes Wort oder einen anderen Filter.
hindrances-counted = Nach Thema und Ebene
hindrances-sum = Zusammen

done-voice-reported = Angekommen. Vielen Dank.
done-voice-accepted = Übernommen. Der Eintrag zählt jetzt.
done-voice-struck = Zurückgegeben. Die Worte sind gelöscht.
done-voice-redacted = Ersetzt. Die bisherige Fassung ist endgültig weg.
done-voice-link-made = Die E-Mail mit dem Link ist unterwegs.
done-voice-link-revoked = Der Link ist beendet.
done-voice-link-erased = Name und Adresse sind gelöscht.
done-hindrance-entered = Die Hürde ist eingetragen.
done-workshop-entered = Der Workshop ist eingetragen.
