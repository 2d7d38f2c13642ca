import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** A picture that is small: no side has more than 200 pixels. How a camera was held (EXIF) is not looked at. */
record Picture(String format, BufferedImage image) {
  private static final int LONGEST_SIDE = 200;

  /** Of a picture as it comes. Some kinds of JPEG are unpacked whole before a line of them can be had. */
  private static final long MAXIMUM_PIXELS = 50_000_000;

  /** Times as large as the thumbnail: no more is read than makes it look good. */
  private static final int DETAIL = 4;

  private static final Set<String> FORMATS = Set.of("jpeg", "png", "gif");

  static {
    // Else each image goes by way of a file.
    ImageIO.setUseCache(false);
  }

  /** Throws with words for people when it is no picture, a damaged or a monstrous one. */
  static Picture read(byte[] bytes) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("this is no JPEG, PNG or GIF");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true);
        return read(reader);
      } finally {
        reader.dispose();
      }
    }
  }

  private static Picture read(ImageReader reader) throws IOException {
    String format = reader.getFormatName().toLowerCase(Locale.ROOT);
    if (!FORMATS.contains(format)) {
      throw new IOException("this is no JPEG, PNG or GIF, but " + format);
    }
    try {
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if ((long) width * height > MAXIMUM_PIXELS) {
        throw new IOException("it has " + width + " times " + height + " pixels, which is too many");
      }
      return new Picture(format, shrunk(sampled(reader, Math.max(width, height)), width, height));
    } catch (IOException | RuntimeException damaged) {
      // The JDK's readers throw nearly anything at damaged files.
      throw new IOException("this " + format + " can't be read: " + damaged.getMessage(), damaged);
    }
  }

  /** Leaves out lines and columns while it reads, so that a huge picture needs no huge memory. */
  private static BufferedImage sampled(ImageReader reader, int longest) throws IOException {
    int every = Math.max(1, longest / (DETAIL * LONGEST_SIDE));
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceSubsampling(every, every, 0, 0);
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((from, warning) -> warnings.add(warning));
    BufferedImage image = reader.read(0, param);
    // Of a JPEG that ends too early the rest is grey, and nothing is thrown.
    if (warnings.stream().anyMatch(each -> each.contains("EOI"))) {
      throw new IOException("it is cut off");
    }
    return image;
  }

  private static BufferedImage shrunk(BufferedImage image, int width, int height) {
    double scale = Math.min(1.0, (double) LONGEST_SIDE / Math.max(width, height));
    int newWidth = (int) Math.max(1, Math.round(width * scale));
    int newHeight = (int) Math.max(1, Math.round(height * scale));
    boolean hasAlpha = image.getColorModel().hasAlpha();
    BufferedImage small =
        new BufferedImage(
            newWidth, newHeight, hasAlpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.drawImage(image.getScaledInstance(newWidth, newHeight, Image.SCALE_AREA_AVERAGING), 0, 0, null);
    graphics.dispose();
    return small;
  }

  String contentType() {
    return "image/" + format;
  }

  String size() {
    return image.getWidth() + "x" + image.getHeight();
  }

  byte[] encoded() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("the JDK writes no " + format + " of this kind");
    }
    return out.toByteArray();
  }
}
