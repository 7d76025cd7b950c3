package rr.agent.timeline;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * A timeline as one page that needs nothing else. The page, its style and its scripts are resources beside this class; the page says
 * where the others go, {@code @name@} each, and the data, {@code @data@}: {@link TimelinePayload}, packed, in base 64. Whatever the program
 * chose (names, the command) is within the data.
 */
public final class TimelinePage {
    private static final String PAGE = "page.html";
    private static final Pattern PLACEHOLDER = Pattern.compile("@([a-z.]+)@");
    private static final String DATA = "data";

    private TimelinePage() {
    }

    /** Writes the page; the stream stays open. */
    public static void write(Timeline timeline, TraceFacts facts, OutputStream out) throws IOException {
        String page = resource(PAGE);
        Matcher placeholder = PLACEHOLDER.matcher(page);
        int at = 0;
        while (placeholder.find()) {
            text(page.substring(at, placeholder.start()), out);
            if (placeholder.group(1).equals(DATA)) {
                writeData(timeline, facts, out);
            } else {
                text(resource(placeholder.group(1)), out);
            }
            at = placeholder.end();
        }
        text(page.substring(at), out);
    }

    private static void writeData(Timeline timeline, TraceFacts facts, OutputStream out) throws IOException {
        // Closing the packed stream ends the text in base 64, which must not end the page.
        OutputStream open = new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
        try (OutputStream packed = new GZIPOutputStream(Base64.getEncoder().wrap(open), 1 << 16)) {
            TimelinePayload.write(timeline, facts, packed);
        }
    }

    private static void text(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = TimelinePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name + " beside " + TimelinePage.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
