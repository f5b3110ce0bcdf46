using NetVips;
using Studio.Engine.Imaging;
using static Studio.Tests.Imaging.SamplePictures;
using VipsImage = NetVips.Image;

namespace Studio.Tests.Imaging;

/// <summary>Pictures stored as cyan, magenta, yellow and black.</summary>
public sealed class InkTests
{
    private const int Side = 16;

    public static TheoryData<string, bool, int[], int[]> Cases()
    {
        var cases = new TheoryData<string, bool, int[], int[]>();
        foreach (var ending in new[] { ".jpg[Q=100]", ".tif", ".tif[compression=lzw]", ".tif[compression=deflate]",
            ".tif[compression=jpeg,Q=100]", ".tif[tile=true]" })
            foreach (var withProfile in new[] { false, true })
                foreach (var (inks, colour) in new[]
                {
                    (new[] { 0, 255, 255, 0 }, new[] { 255, 0, 0 }),
                    ([0, 0, 0, 255], [0, 0, 0]),
                    ([0, 0, 0, 0], [255, 255, 255]),
                    ([255, 255, 255, 255], [0, 0, 0]),
                    ([51, 102, 153, 26], [183, 137, 92]),
                    ([255, 0, 128, 128], [0, 127, 63]),
                })
                    cases.Add(ending, withProfile, inks, colour);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decode_Inks_AreTakenOffWhiteWhateverTheProfile(string ending, bool withProfile, int[] inks, int[] colour)
    {
        var file = Inked(ending, withProfile, inks);
        ImageCodec.Verify(file);
        Assert.Equal(3, ImageCodec.Probe(file).Channels);
        foreach (var picture in new[] { ImageCodec.Decode(file).Pixels,
            ImageCodec.Decode(ImageCodec.Thumbnail(file, 4, ImageFormat.Png).Bytes).Pixels })
        {
            Assert.Equal(3, picture.Channels);
            for (var i = 0; i < picture.Pixels.Length; i++)
                Assert.InRange(picture.Pixels[i] - colour[i % 3], -1, 1);
        }
    }

    [Fact]
    public void Decode_SixteenBitInks_GiveTheSameColour()
    {
        var file = Inked(".tif", withProfile: false, [51, 102, 153, 26], inks => inks.Linear([257], [0])
            .Then(wide => wide.Cast(Enums.BandFormat.Ushort)).Then(wide => wide.Copy(interpretation: Enums.Interpretation.Cmyk)));
        Assert.Equal([183, 137, 92], ImageCodec.Decode(file).Pixels.Pixels[..3]);
    }

    [Fact]
    public void Decode_InksWithAlpha_KeepAlpha()
    {
        var file = Inked(".tif", withProfile: false, [51, 102, 153, 26], inks => inks.Bandjoin(77));
        Assert.Equal([183, 137, 92, 77], ImageCodec.Decode(file).Pixels.Pixels[..4]);
    }

    [Fact]
    public void Decode_TurnedInks_AreUpright()
    {
        var file = Inked(".jpg[Q=100]", withProfile: false, [0, 255, 255, 0],
            inks => inks.Embed(0, 0, Side * 2, Side, extend: Enums.Extend.White), orientation: 6);
        var picture = ImageCodec.Decode(file).Pixels;
        Assert.Equal((Side, Side * 2), (picture.Width, picture.Height));
        Assert.InRange(LargestDifference([255, 0, 0], picture.Pixels.AsSpan(0, 3)), 0, 1);
        var small = ImageCodec.Decode(ImageCodec.Thumbnail(file, Side, ImageFormat.Png).Bytes).Pixels;
        Assert.Equal((Side / 2, Side), (small.Width, small.Height));
    }

    private static byte[] Inked(string ending, bool withProfile, int[] inks, Func<VipsImage, VipsImage>? step = null,
        int orientation = 1) => LibVips.Run(() =>
        VipsImage.NewFromMemory<byte>(
                Enumerable.Range(0, Side * Side).SelectMany(_ => inks.Select(ink => (byte)ink)).ToArray(), Side, Side, 4,
                Enums.BandFormat.Uchar)
            .Then(numbers => numbers.Copy(interpretation: Enums.Interpretation.Cmyk))
            .Then(image => step?.Invoke(image) ?? image.Copy())
            .Then(image => image.Mutate(change =>
            {
                change.Set(GValue.GIntType, "orientation", orientation);
                if (withProfile)
                    change.Set(GValue.BlobType, "icc-profile-data", VipsImage.ProfileLoad("cmyk"));
            }))
            .Then(image => image.WriteToBuffer(ending)));
}
