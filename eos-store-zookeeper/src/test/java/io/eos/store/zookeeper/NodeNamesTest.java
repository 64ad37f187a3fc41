package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Names are stored: which ids are written as they are, and which in base64url, must never change. */
class NodeNamesTest {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_+=-][A-Za-z0-9._:+=-]*");

    @Test
    void everyIdOfTwoBytesHasTheNameThatThePatternSays() {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        for (int i = 0; i < 1 << 16; i++) {
            byte[] bytes = {(byte) (i >> 8), (byte) i};
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            String expected = PLAIN.matcher(text).matches() ? "b-" + text : "b~" + encoder.encodeToString(bytes);

            assertThat(NodeNames.of(MessageId.business(bytes), null)).isEqualTo(expected);
        }
    }
}
