package io.eos.cli.chaos.clock;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Has a class ask {@link SkewedClock} for the time: calls of {@code System.currentTimeMillis} and {@code Instant.now}, and references to them, go
 * there, and nothing else changes. Not thread-safe.
 */
final class ClockPatch extends ClassVisitor {
    private static final String CLOCK = SkewedClock.class.getName().replace('.', '/');

    private boolean asks;

    private ClockPatch(ClassWriter patched) {
        super(Opcodes.ASM9, patched);
    }

    /** The class file that asks the other clock, or null if it asks none. */
    static byte @Nullable [] of(byte[] file) {
        ClassReader reader = new ClassReader(file);
        ClassWriter patched = new ClassWriter(reader, 0);
        ClockPatch patch = new ClockPatch(patched);
        reader.accept(patch, 0);
        return patch.asks ? patched.toByteArray() : null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String type, @Nullable String signature, String @Nullable [] exceptions) {
        return new MethodVisitor(api, super.visitMethod(access, name, type, signature, exceptions)) {
            @Override
            public void visitMethodInsn(int code, String owner, String called, String its, boolean ofInterface) {
                super.visitMethodInsn(code, asked(owner, called, its), called, its, ofInterface);
            }

            @Override
            public void visitInvokeDynamicInsn(String called, String its, Handle bootstrap, Object... arguments) {
                super.visitInvokeDynamicInsn(
                        called,
                        its,
                        bootstrap,
                        Arrays.stream(arguments).map(ClockPatch.this::asked).toArray());
            }
        };
    }

    private Object asked(Object argument) {
        return argument instanceof Handle handle
                ? new Handle(
                        handle.getTag(),
                        asked(handle.getOwner(), handle.getName(), handle.getDesc()),
                        handle.getName(),
                        handle.getDesc(),
                        handle.isInterface())
                : argument;
    }

    /** Whose method is called instead. */
    private String asked(String owner, String called, String its) {
        boolean clock = switch (owner + "." + called + its) {
            case "java/lang/System.currentTimeMillis()J", "java/time/Instant.now()Ljava/time/Instant;" -> true;
            default -> false;
        };
        asks |= clock;
        return clock ? CLOCK : owner;
    }
}
