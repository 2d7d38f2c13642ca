package mvi.engines.docker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import mvi.engines.base.Problem;

/**
 * The smallest image that can run: one static ELF file whose whole program is {@code exit(0)}, made
 * here, so that probing needs no registry and no file of the machine.
 */
final class ProbeImage {
    /** Where it lies in the image. */
    static final String PROGRAM = "/probe";

    private static final long LOAD_ADDRESS = 0x400000;
    private static final int ELF_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;

    private ProbeImage() {}

    /** A tar with nothing but the program. */
    static byte[] archive(String architecture) {
        return Tar.of(PROGRAM, 0755, program(architecture));
    }

    static byte[] program(String architecture) {
        return switch (architecture) {
            // xor edi,edi; mov eax,60 (exit); syscall
            case "amd64", "x86_64" -> elf(62, "31ffb83c0000000f05");
            // mov x0,#0; mov x8,#93 (exit); svc #0
            case "aarch64", "arm64" -> elf(183, "000080d2a80b80d2010000d4");
            default ->
                    throw Problem.invalid(
                            "unknown-architecture",
                            "mvi runs on amd64 and aarch64 machines; this one is " + architecture);
        };
    }

    /** ELF-64, little endian: one header, one loadable segment that is the whole file. */
    private static byte[] elf(int machine, String code) {
        byte[] instructions = HexFormat.of().parseHex(code);
        int size = ELF_HEADER + PROGRAM_HEADER + instructions.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        file.putShort((short) 2).putShort((short) machine).putInt(1);
        file.putLong(LOAD_ADDRESS + ELF_HEADER + PROGRAM_HEADER).putLong(ELF_HEADER).putLong(0);
        file.putInt(0).putShort((short) ELF_HEADER).putShort((short) PROGRAM_HEADER);
        file.putShort((short) 1).putShort((short) 64).putShort((short) 0).putShort((short) 0);
        file.putInt(1).putInt(5).putLong(0).putLong(LOAD_ADDRESS).putLong(LOAD_ADDRESS);
        file.putLong(size).putLong(size).putLong(0x1000);
        return file.put(instructions).array();
    }
}
