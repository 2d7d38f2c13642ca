package mvi.services.blob.front;

/** Writes accounts into S3's documents. */
final class Owners {
    private final Accounts accounts;

    Owners(Accounts accounts) {
        this.accounts = accounts;
    }

    void write(XmlText xml, String element, String account) {
        xml.element(element, () -> writeFields(xml, account));
    }

    void writeFields(XmlText xml, String account) {
        xml.element("ID", accounts.canonicalId(account));
        xml.element("DisplayName", accounts.displayName(account));
    }
}
