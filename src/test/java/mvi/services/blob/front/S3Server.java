package mvi.services.blob.front;

import java.nio.file.Path;

/** Serves a folder until it is killed, to be driven by hand or by a test: FOLDER PORT. */
public final class S3Server {
    private S3Server() {}

    public static void main(String[] arguments) throws Exception {
        S3Rig rig = S3Rig.open(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        System.out.println(rig.endpoint());
        Thread.currentThread().join();
    }
}
