package mvi.services.kv.core;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;

/** DynamoDB's numbers: 38 digits, 1E-130 to 9.99…E+125, either sign. */
final class Numbers {
    private static final int MAXIMUM_DIGITS = 38;
    private static final int MAXIMUM_EXPONENT = 126;
    private static final int MINIMUM_EXPONENT = -129;
    private static final int LONGEST_TEXT = 256;

    private Numbers() {}

    static BigDecimal parse(String text) {
        try {
            if (text.length() > LONGEST_TEXT) {
                throw new NumberFormatException("long");
            }
            BigDecimal number = new BigDecimal(text).stripTrailingZeros();
            int exponent = number.precision() - number.scale();
            if (number.precision() > MAXIMUM_DIGITS
                    || (number.signum() != 0
                            && (exponent > MAXIMUM_EXPONENT || exponent < MINIMUM_EXPONENT))) {
                throw new NumberFormatException("range");
            }
            return number;
        } catch (NumberFormatException | ArithmeticException e) {
            throw new Problem(
                    "bad-item",
                    Kind.INVALID,
                    "not a number of at most 38 digits between 1E-130 and 1E+126",
                    "",
                    e);
        }
    }

    static String canonical(String text) {
        return parse(text).toPlainString();
    }

    /** Bytes that sort as the numbers do. */
    static byte[] ordered(String text) {
        BigDecimal number = parse(text);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (number.signum() == 0) {
            return new byte[] {(byte) 0x80};
        }
        int flip = number.signum() < 0 ? 0xFF : 0;
        bytes.write(number.signum() < 0 ? 0x7F : 0x81);
        int exponent = number.precision() - number.scale() + 0x4000;
        bytes.write((exponent >> 8) ^ flip);
        bytes.write((exponent & 0xFF) ^ flip);
        for (char digit : number.unscaledValue().abs().toString().toCharArray()) {
            bytes.write((digit - '0' + 1) ^ flip);
        }
        bytes.write(flip);
        return bytes.toByteArray();
    }
}
