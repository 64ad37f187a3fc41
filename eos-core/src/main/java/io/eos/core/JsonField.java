package io.eos.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A place in a JSON document. Thread-safe. */
final class JsonField {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonPointer pointer;

    /** With a pointer of RFC 6901, such as {@code /order/id}; {@link IllegalArgumentException} if it is none, or points at the whole. */
    JsonField(String pointer) {
        this.pointer = JsonPointer.compile(pointer);
        if (this.pointer.matches()) {
            throw new IllegalArgumentException("the pointer is empty");
        }
    }

    JsonPointer pointer() {
        return pointer;
    }

    /**
     * The scalar at the pointer: a string's content, a number as it is written, {@code true} or {@code false}.
     *
     * <p>The document is read to its end: a field that is there twice has no meaning that all readers share.
     */
    String in(byte[] document) throws NoIdentityException {
        try (JsonParser parser = JSON.createParser(document)) {
            return in(parser);
        } catch (IOException e) {
            // Without Jackson's message, which quotes the document.
            throw new NoIdentityException("the value is no JSON, so it has no field '" + pointer + "'");
        }
    }

    private String in(JsonParser parser) throws IOException, NoIdentityException {
        if (parser.nextToken() == null) {
            throw new NoIdentityException("the value is empty, so it has no JSON field '" + pointer + "'");
        }
        String found = find(parser, pointer);
        if (parser.nextToken() != null) {
            throw new NoIdentityException("the value has more than one JSON document");
        }
        if (found == null) {
            throw new NoIdentityException("JSON field '" + pointer + "' is missing");
        }
        return found;
    }

    private @Nullable String find(JsonParser parser, JsonPointer rest) throws IOException, NoIdentityException {
        if (rest.matches()) {
            return scalar(parser);
        }
        String found = null;
        boolean seen = false;
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        if (!object && parser.currentToken() != JsonToken.START_ARRAY) {
            return null;
        }
        JsonToken end = object ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
        for (int index = 0; parser.nextToken() != end; index++) {
            JsonPointer next = object ? rest.matchProperty(parser.currentName()) : rest.matchElement(index);
            if (object) {
                parser.nextToken();
            }
            if (next == null) {
                parser.skipChildren();
                continue;
            }
            if (seen) {
                throw new NoIdentityException("JSON field '" + pointer + "' is there twice");
            }
            seen = true;
            found = find(parser, next);
        }
        return found;
    }

    private String scalar(JsonParser parser) throws IOException, NoIdentityException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            throw new NoIdentityException("JSON field '" + pointer + "' is null");
        }
        if (!token.isScalarValue()) {
            throw new NoIdentityException("JSON field '" + pointer + "' is an "
                    + (token == JsonToken.START_OBJECT ? "object" : "array") + ", not a string, number or boolean");
        }
        return parser.getText();
    }
}
