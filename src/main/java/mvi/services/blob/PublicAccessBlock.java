package mvi.services.blob;

/**
 * What keeps a bucket from becoming public.
 *
 * @param blocksAcls access lists for everybody can't be set
 * @param ignoresAcls those that there are don't count
 * @param blocksPolicy a public policy can't be set
 * @param restrictsBucket a public policy opens the bucket to its owner's account alone
 */
public record PublicAccessBlock(
        boolean blocksAcls, boolean ignoresAcls, boolean blocksPolicy, boolean restrictsBucket) {
    public static final PublicAccessBlock NONE = new PublicAccessBlock(false, false, false, false);
}
