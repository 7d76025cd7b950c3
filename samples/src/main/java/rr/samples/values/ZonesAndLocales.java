package rr.samples.values;

import java.text.DateFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** The machine's time zone and locale, and texts that threads format for the first time at once in many zones and locales. */
public final class ZonesAndLocales {
    private ZonesAndLocales() {}

    private static Fingerprint use(int worker) {
        Fingerprint seen = new Fingerprint();
        Locale[] locales = {Locale.ROOT, Locale.US, Locale.GERMANY, Locale.JAPAN, Locale.FRANCE, new Locale("ar", "EG"), new Locale("th", "TH", "TH")};
        String[] zones = {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"};
        Date now = new Date();
        for (int i = 0; i < 40; i++) {
            Locale locale = locales[(i + worker) % locales.length];
            TimeZone zone = TimeZone.getTimeZone(zones[(i * 3 + worker) % zones.length]);
            DateFormat format = DateFormat.getDateTimeInstance(DateFormat.FULL, DateFormat.LONG, locale);
            format.setTimeZone(zone);
            seen.add(format.format(now)).add(zone.getDisplayName(locale)).add(zone.getOffset(now.getTime()));
            seen.add(NumberFormat.getCurrencyInstance(locale).format(12_345.67 + i));
            seen.add(ZonedDateTime.now(ZoneId.of(zone.getID())).format(DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale)));
            seen.add(new SimpleDateFormat("EEEE d MMMM yyyy z", locale).format(now));
            seen.add(String.format(locale, "%tA %,d %.3f", LocalDate.now(), 1_000_000 * i, Math.PI));
        }
        return seen;
    }

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        report.line("zone %s, locale %s, format %s", TimeZone.getDefault().getID(), Locale.getDefault(), Locale.getDefault(Locale.Category.FORMAT));
        report.line("%tc", new Date());
        Fingerprint[] seen = new Fingerprint[3];
        Workers.run(3, worker -> seen[worker] = use(worker));
        for (Fingerprint one : seen) {
            report.line("%s", one);
        }
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        report.line("%tc %s", new Date(), Currency.getInstance(Locale.JAPAN).getSymbol(Locale.JAPAN)).end();
    }
}
