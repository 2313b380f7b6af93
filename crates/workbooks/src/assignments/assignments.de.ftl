# Zuarbeit: Fragen verteilen, erinnern, Fristen; Briefe an die Gefragten
assignments-title = Zuarbeit
assignments-lead = Wen Sie was gefragt haben und was schon zurück ist. Jede und jeder bekommt einen eigenen Link und sieht nur die eigenen Fragen.
assignments-new = Fragen verteilen
assignments-search = Name, Stelle oder Punkt enthält
assignments-all-states = Alle
assignments-empty-title = Noch niemand gefragt
assignments-empty-help = Tragen Sie zuerst ein, was Sie selbst wissen. Den Rest verteilen Sie hier an die Stellen, die es wissen.
assignments-none-title = Nichts gefunden
assignments-none-help = Zu dieser Suche passt keine Zuarbeit. Ändern Sie die Angaben.
assignment-who = Wer
assignment-items = Punkte
assignment-state = Stand
assignment-state-asked = gefragt
assignment-state-opened = geöffnet
assignment-state-begun = begonnen
assignment-state-delivered = abgegeben
assignment-state-declined = abgelehnt
assignment-state-ended = beendet
assignment-state-overdue = überfällig
assignment-state-bounced = E-Mail kam zurück
assignment-state-more-time = bittet um mehr Zeit
assignment-wants = möchte Zeit bis { $day }
assignment-due = Letzter Tag
assignment-due-help = Ein Kalendertag; er endet um Mitternacht. Antworten danach kommen trotzdem an.
assignment-last-letter = Letzte E-Mail
assignment-somebody = Eine einzelne Person
assignment-asked-at = Gefragt am
assignment-reason = Grund: { $reason }
assignment-as-of = Stand { $day }

assignment-new-title = Fragen verteilen
assignment-new-lead = Wählen Sie Fragen und Menschen. Alle bekommen dieselben Fragen, jede und jeder mit einem eigenen Link.
assignment-pick-items = Welche Fragen?
assignment-pick-items-help = Einzelne Fragen oder ganze Abschnitte.
assignment-narrow-items = Fragen suchen
assignment-whole-section = ganzer Abschnitt
assignment-pick-people = Wen fragen?
assignment-pick-people-help = Ansprechpersonen aus dem Verzeichnis mit E-Mail-Adresse. Wer zu den gewählten Fragen meist etwas weiß, steht oben, sobald Fragen gewählt sind.
assignment-narrow-people = Menschen suchen
assignment-no-contacts = Im Verzeichnis steht noch keine Ansprechperson mit E-Mail-Adresse.
assignment-fits = passt zu den Fragen
assignment-knows = weiß meist zu { $sections }
assignment-free = Menschen, die nicht im Verzeichnis stehen
assignment-free-row = Person { $number }
assignment-again = Noch einmal fragen
assignment-again-help = Fragen, Person und Begründung sind dann schon eingetragen; es fehlt nur ein neuer letzter Tag.
assignment-again-lead = Übernommen aus der Anfrage vom { $day }, mit den Fragen unten. Bitte prüfen Sie die Angaben und nennen Sie einen neuen letzten Tag.
assignment-hint-ask = Diese Person fragen
assignment-free-organisation = Stelle oder Verein
assignment-school-number = Schulnummer
assignment-terms = Bis wann und wofür?
assignment-voice = Wessen Sicht?
assignment-voice-help = So lassen sich später die Sichten nebeneinanderlegen.
assignment-voice-partners = Partner vor Ort
assignment-voice-municipality = Kommune
assignment-voice-core-group = Kerngruppe
assignment-voice-volunteers = Ehrenamt
assignment-voice-refugees = Junge Geflüchtete
assignment-why = Wofür wird es gebraucht?
assignment-why-help = Steht in der E-Mail und auf der Seite. Sagen Sie, was die Gefragten selbst davon haben.
assignment-why-ready = Fertige Sätze
assignment-why-ready-show = Fertige Sätze ansehen
assignment-why-suggestion = Zum Abschnitt „{ $section }“ wissen Sie mehr als wir. Ihre Antwort zeigt, was vor Ort fehlt, und muss danach von niemandem mehr erfragt werden.
assignment-remind-days = Erinnerung: Tage vorher
assignment-remind-days-help = So viele Tage vor dem letzten Tag geht eine Erinnerung hinaus, außerdem am Tag selbst und danach. 0 für keine davor.
assignment-shows-others = Die Gefragten dürfen die Antworten der anderen sehen, ohne Namen
assignment-before = Schon gefragt
assignment-before-own = { $who } wurde am { $day } schon gefragt ({ $alliance } / Ihr Bündnis: Punkte { $items }).
assignment-before-other = Diese Schule ({ $who }) wurde am { $day } schon gefragt ({ $alliance }).
assignment-acknowledged = Trotzdem fragen
assignment-hand-out = E-Mails verschicken

assignment-no-items = Bitte wählen Sie mindestens eine Frage.
assignment-nobody = Bitte wählen Sie mindestens eine Person.
assignment-too-many = Das sind zu viele auf einmal. Möglich sind höchstens { $most }.
assignment-nameless = Bitte nennen Sie einen Namen.
assignment-twice = Diese E-Mail-Adresse steht zweimal da.
assignment-wrong-recipient = { $who }: { $fault }
assignment-past = Der Tag ist schon vorbei. Bitte nennen Sie heute oder einen späteren Tag.
assignment-too-far = Der Tag liegt mehr als ein Jahr voraus. Bitte nennen Sie einen früheren.
assignment-not-later = Bitte nennen Sie einen Tag nach dem jetzigen letzten Tag.
assignment-remind-days-wrong = Bitte nennen Sie eine Zahl von 0 bis { $most }.
assignment-no-school-number = Eine Schulnummer hat sechs Ziffern, zum Beispiel 190123.
assignment-reasonless = Bitte nennen Sie den Grund.
assignment-asked-before = Hier wurde schon gefragt. Bitte bestätigen Sie, dass Sie trotzdem fragen möchten, oder nehmen Sie die Stelle heraus.
assignment-over = Diese Zuarbeit ist abgegeben, abgelehnt oder beendet. Dafür ist es zu spät.
assignment-asked-already = Eine Bitte um mehr Zeit liegt schon vor. Bitte warten Sie die Antwort ab.
assignment-nothing-asked = Es liegt keine offene Bitte um mehr Zeit vor. Vielleicht wurde sie gerade beantwortet.
assignment-no-link = Es gibt keinen gültigen Link. Bitte vergeben Sie zuerst einen neuen.

assignment-answers = Antworten
assignment-fill = Für die Person eintragen
assignment-fill-title = Für die Person eintragen
assignment-fill-lead = Was Ihnen am Telefon gesagt wurde. Es gilt als Antwort der gefragten Person und ist als von Ihnen eingetragen vermerkt.
assignment-fill-done = Fertig, als abgegeben vermerken
assignment-fill-later = Später weiter
assignment-hint = Hinweis: Fragen Sie lieber
assignment-hint-erase = Hinweis löschen
assignment-times = Mehr Zeit
assignment-time-waiting = Bittet um mehr Zeit
assignment-time-asked = Am { $at } um Zeit bis zum { $wanted } gebeten.
assignment-time-granted = Gewährt bis zum { $day }. { $reason }
assignment-time-refused = Abgelehnt. Grund: { $reason }
assignment-time-why = Begründung
assignment-time-why-usual = Ihre Bitte um mehr Zeit
assignment-time-grant = Bis zum { $day } gewähren
assignment-time-refuse-reason = Grund der Ablehnung
assignment-time-refuse = Ablehnen
assignment-letters = E-Mails
assignment-letter-asked = Bitte um Antwort
assignment-letter-before = Erinnerung vorher
assignment-letter-on-day = Erinnerung am letzten Tag
assignment-letter-after = Erinnerung danach
assignment-letter-again = Erinnerung von Hand
assignment-letter-passed-on = Weitergegeben
assignment-letter-granted = Neuer letzter Tag
assignment-letter-refused = Mehr Zeit abgelehnt
assignment-letter-new-link = Neuer Link
assignment-bounced-at = kam zurück am { $at }
assignment-bounce = Kam zurück
assignment-remind = Jetzt erinnern
assignment-links = Links
assignment-link-good = Gültig bis { $day }.
assignment-link-ended = Beendet am { $day }.
assignment-link-expired = Abgelaufen am { $day }.
assignment-link-used = Zuletzt benutzt am { $day }.
assignment-link-revoke = Link sofort beenden
assignment-link-revoke-help = Nach „Link sofort beenden“ öffnet er beim nächsten Aufruf nichts mehr. Was eingetragen ist, bleibt.
assignment-link-new = Neuen Link schicken
assignment-link-new-help = An dieselbe oder eine andere Person. Der bisherige Link endet damit sofort.
assignment-name-gone = Name gelöscht
assignment-name-erase = Namen löschen
assignment-move = Anderer letzter Tag
assignment-move-do = Tag ändern und Bescheid geben
assignment-end = Zuarbeit beenden
assignment-end-help = Der Link endet sofort. Was eingetragen ist, bleibt.
assignment-end-reason = Warum?

due-title = Wer ist dran
due-lead = Alles, worauf gerade gewartet wird: was Ihr Bündnis dem Land schuldet, was andere Ihnen schulden, und welche Aufgaben anstehen. Wurde etwas abgelehnt oder jemand anderes genannt, steht dabei, wie es weitergeht.
due-empty-title = Nichts offen
due-empty-help = Zurzeit wartet niemand auf etwas. Hier stehen offene Abfragen des Landes, Fragen, die Sie weitergegeben haben, und Aufgaben mit einem Tag.
due-link = Wer ist dran: alle Fristen
due-task = Aufgabe: { $title }
due-day = Bis
due-who = Wer
due-what = Was
due-own-office = Ihr Bündnis
due-state-overdue = überfällig
due-state-more-time = bittet um mehr Zeit
due-state-declined = abgelehnt
due-state-hint = Hinweis, wer mehr weiß
due-next-declined = Noch einmal oder jemand anderen fragen
due-next-hint = Hinweis lesen und die genannte Person fragen
due-state-outstanding = noch abzugeben
due-state-delegated = gefragt
due-state-to-do = noch zu tun
due-state-in-work = in Arbeit

assignment-letter-asked-subject = Bitte um Ihr Wissen bis zum { $day }: { $alliance }
assignment-letter-asked-body =
    Guten Tag { $name },

    das Bündnis { $alliance } arbeitet an der { $aid } und bittet Sie um Ihre Antwort bis zum { $day }.

    Wofür:
    { $why }

    Ihre Fragen:
    { $items }

    Hier können Sie antworten, ohne Konto, auch auf dem Handy:
    { $address }
assignment-letter-before-subject = Erinnerung: bitte bis zum { $day } antworten
assignment-letter-before-body =
    Guten Tag { $name },

    bis zum { $day } freut sich das Bündnis { $alliance } über Ihre Antworten zur { $aid }. Auch einzelne Antworten helfen.

    Hier geht es weiter:
    { $address }
assignment-letter-on-day-subject = Heute ist der letzte Tag: Ihre Antworten für { $alliance }
assignment-letter-on-day-body =
    Guten Tag { $name },

    heute ist der letzte Tag für Ihre Antworten zur { $aid }. Brauchen Sie mehr Zeit, können Sie auf der Seite darum bitten.

    Hier geht es weiter:
    { $address }
assignment-letter-after-subject = Ihre Antworten fehlen noch: { $alliance }
assignment-letter-after-body =
    Guten Tag { $name },

    der letzte Tag für Ihre Antworten zur { $aid } war der { $day }. Sie helfen auch jetzt noch. Wenn Sie nicht antworten möchten, sagen Sie es bitte kurz auf der Seite; dann kommt keine Erinnerung mehr.

    Hier geht es weiter:
    { $address }
assignment-letter-again-subject = Erinnerung: Ihre Antworten für { $alliance } bis zum { $day }
assignment-letter-again-body =
    Guten Tag { $name },

    das Bündnis { $alliance } wartet noch auf Ihre Antworten zur { $aid } (letzter Tag: { $day }).

    Hier geht es weiter:
    { $address }
assignment-letter-passed-on-subject = An Sie weitergegeben: Fragen des Bündnisses { $alliance }
assignment-letter-passed-on-body =
    Guten Tag { $name },

    eine Kollegin oder ein Kollege hat eine Bitte des Bündnisses { $alliance } an Sie weitergegeben. Es geht um die { $aid }, bis zum { $day }.

    Wofür:
    { $why }

    Ihre Fragen:
    { $items }

    Hier können Sie antworten, ohne Konto, auch auf dem Handy:
    { $address }
assignment-letter-granted-subject = Neuer letzter Tag: { $day }
assignment-letter-granted-body =
    Guten Tag { $name },

    für Ihre Antworten zur { $aid } haben Sie jetzt Zeit bis zum { $day }.

    Begründung: { $reason }

    Hier geht es weiter:
    { $address }
assignment-letter-refused-subject = Ihre Bitte um mehr Zeit
assignment-letter-refused-body =
    Guten Tag { $name },

    mehr Zeit für Ihre Antworten zur { $aid } ist leider nicht möglich. Es bleibt beim { $day }.

    Grund: { $reason }

    Auch einzelne Antworten helfen:
    { $address }
assignment-letter-new-link-subject = Ihr neuer Link: Fragen des Bündnisses { $alliance }
assignment-letter-new-link-body =
    Guten Tag { $name },

    hier ist Ihr Link zu den Fragen des Bündnisses { $alliance } ({ $aid }, bis zum { $day }). Frühere Links gelten nicht mehr.

    { $address }
assignment-letter-end =
    Sie brauchen kein Konto. Der Link gilt nur für Sie; bitte leiten Sie diese E-Mail nicht weiter. Auf der Seite können Sie die Bitte weitergeben, um mehr Zeit bitten oder ablehnen.

    Freundliche Grüße
    { $office }
    { $reach }

assignment-told-delivered-subject = Antworten sind da: { $who }
assignment-told-delivered-body =
    Guten Tag { $name },

    { $who } hat die Fragen beantwortet und abgegeben (letzter Tag: { $day }).

    Hier können Sie alles lesen:
    { $address }
assignment-told-declined-subject = Abgelehnt: { $who }
assignment-told-declined-body =
    Guten Tag { $name },

    { $who } möchte die Fragen nicht beantworten. Grund: { $reason }

    { $address }
assignment-told-suggested-subject = Hinweis: Fragen Sie lieber jemand anderen ({ $who })
assignment-told-suggested-body =
    Guten Tag { $name },

    { $who } schlägt vor, jemand anderen zu fragen. Wen und warum, steht hier:
    { $address }
assignment-told-time-subject = Bitte um mehr Zeit: { $who }
assignment-told-time-body =
    Guten Tag { $name },

    { $who } bittet um mehr Zeit als bis zum { $day }. Grund: { $reason }

    Hier können Sie antworten:
    { $address }

done-assignments-handed-out = Die E-Mails sind unterwegs.
done-assignment-reminded = Die Erinnerung ist unterwegs.
done-assignment-moved = Der neue Tag gilt. Die gefragte Person bekommt eine E-Mail.
done-assignment-time-refused = Die Bitte ist abgelehnt. Die gefragte Person bekommt eine E-Mail.
done-assignment-link-renewed = Der neue Link ist unterwegs, der alte gilt nicht mehr.
done-assignment-link-revoked = Der Link ist beendet.
done-assignment-ended = Die Zuarbeit ist beendet, ihr Link gilt nicht mehr.
done-assignment-bounced = Vermerkt: Die E-Mail kam zurück. Bitte prüfen Sie die Adresse und schicken Sie einen neuen Link.
done-assignment-name-erased = Der Name ist gelöscht.
done-assignment-delivered = Die Antworten sind als abgegeben vermerkt.
