package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

final class GunzipTest {
  private static byte[] content(byte[] gzip, int buffer) throws IOException {
    try (Gunzip in = new Gunzip(new ByteArrayInputStream(gzip), buffer)) {
      return in.readAllBytes();
    }
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List.of(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  @Test
  void readsMembersOneAfterTheOtherWhateverTheBuffer() throws IOException {
    byte[] content = new byte[100_000];
    new Random(1).nextBytes(content);
    Arrays.fill(content, 20_000, 60_000, (byte) 7);
    byte[] gzip =
        joined(
            TestFiles.gzip(Arrays.copyOf(content, 30_000)),
            TestFiles.gzip(new byte[0]),
            TestFiles.gzip(Arrays.copyOfRange(content, 30_000, content.length)),
            new byte[512]); // padding, as on tapes
    for (int buffer : new int[] {1, 7, 4096, 1 << 20}) {
      assertArrayEquals(content, content(gzip, buffer));
    }
  }

  @Test
  void emptyMembersWithoutEndDoNotOverflowTheStack() throws IOException {
    byte[] empty = TestFiles.gzip(new byte[0]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 100_000; i++) {
      out.writeBytes(empty);
    }
    assertEquals(0, content(out.toByteArray(), 1 << 16).length);
  }

  @Test
  void skipsEveryFieldOfTheHeader() throws IOException {
    byte[] plain = TestFiles.gzip(new byte[] {1, 2, 3});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(plain, 0, 3);
    out.write(2 | 4 | 8 | 16); // checksum, extra field, name, comment
    out.write(plain, 4, 6);
    out.writeBytes(new byte[] {3, 0, 9, 9, 9, 'n', 0, 'c', 0, 5, 5});
    out.write(plain, 10, plain.length - 10);
    assertArrayEquals(new byte[] {1, 2, 3}, content(out.toByteArray(), 16));
  }

  @Test
  void rejectsWhatFollowsThatIsNoMember() throws IOException {
    byte[] gzip = TestFiles.gzip(new byte[] {1});
    for (byte[] tail : new byte[][] {{1}, {0, 0, 1}, {0x1F, 0}}) {
      assertEquals(
          "bytes after the end of the gzip stream",
          assertThrows(ZipException.class, () -> content(joined(gzip, tail), 64)).getMessage());
    }
  }

  @Test
  void rejectsDamagedBlocks() throws IOException {
    byte[] gzip = TestFiles.gzip(new byte[100]);
    gzip[10] = (byte) 0xFF; // a block of the type that does not exist
    assertThrows(ZipException.class, () -> content(gzip, 64));
  }

  @Test
  void rejectsEveryTruncation() throws IOException {
    byte[] gzip = TestFiles.gzip(new byte[] {1, 2, 3, 4, 5});
    for (int length = 0; length < gzip.length; length++) {
      byte[] cut = Arrays.copyOf(gzip, length);
      assertThrows(EOFException.class, () -> content(cut, 64), () -> cut.length + " bytes");
    }
  }

  @Test
  void rejectsAWrongChecksumAndAWrongSize() throws IOException {
    byte[] gzip = TestFiles.gzip(new byte[] {1, 2, 3});
    for (int fromEnd : new int[] {8, 4}) {
      byte[] wrong = gzip.clone();
      wrong[wrong.length - fromEnd] ^= 1;
      assertEquals(
          "Corrupt GZIP trailer",
          assertThrows(ZipException.class, () -> content(wrong, 64)).getMessage());
    }
  }
}
