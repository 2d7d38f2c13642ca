package mvi;

/** Chooses what this process is. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println(args.length);
    }
}
