using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.UltimateUpscale;

/// <summary>Paints tiles of a canvas anew and puts them in their places, their edges softened.</summary>
/// <param name="Blur">Pixels of Gaussian blur on where a tile counts.</param>
/// <param name="Sample">A latent and the texts that lead it to what comes of them.</param>
internal sealed record TileRedraw(LatentCodec Codec, VaeModel Vae, bool DecodesTiled, int Blur,
    Func<Conditioning, Conditioning, Latent, Latent> Sample, Action<string> Warn, CancellationToken CancellationToken)
{
    private const int DecodedTile = 512;
    private const int Overlap = 64;

    /// <summary>The canvas [1,H,W,3] with tiles of one size painted from what it is now.</summary>
    public Tensor Paint(Tensor canvas, IReadOnlyList<CanvasTile> tiles, Conditioning positive, Conditioning negative)
    {
        var shown = Tensor.Stack([.. tiles.Select(tile => Scaled(Cut(canvas, tile.Seen), tile.Width, tile.Height))]);
        var latent = new Latent(Codec.Encode(Vae, shown, CancellationToken));
        var lead = tiles[0];
        var painted = Sample(Led(positive, canvas, lead), Led(negative, canvas, lead), latent);
        var pixels = DecodesTiled
            ? Codec.DecodeTiled(Vae, painted.Samples, DecodedTile, Overlap, Warn, CancellationToken)
            : Codec.Decode(Vae, painted.Samples, Warn, CancellationToken);
        for (var i = 0; i < tiles.Count; i++)
            canvas = Pasted(canvas, pixels.Slice(i), tiles[i]);
        return canvas;
    }

    private Tensor Pasted(Tensor canvas, Tensor painted, CanvasTile tile)
    {
        var (height, width, seen) = (canvas.Size(1), canvas.Size(2), tile.Seen);
        var mask = new Tensor(1, height, width);
        for (var y = tile.Counts.Top; y < tile.Counts.Bottom; y++)
            mask.Span[((y * width) + tile.Counts.Left)..((y * width) + tile.Counts.Right)].Fill(1);
        if (Blur > 0)
            mask = BoxBlur.Masks(mask, Blur);
        var source = Scaled(RgbImage.FromTensor(painted).WithoutAlpha().ToTensor(), seen.Width, seen.Height);
        var result = canvas.Clone();
        for (var y = seen.Top; y < seen.Bottom; y++)
        {
            for (var x = seen.Left; x < seen.Right; x++)
            {
                var weight = mask.Span[(y * width) + x];
                for (var colour = 0; colour < 3; colour++)
                {
                    var at = (((y * width) + x) * 3) + colour;
                    var given = source.Span[((((y - seen.Top) * seen.Width) + x - seen.Left) * 3) + colour];
                    result.Span[at] = MathF.Round(((given * weight) + (result.Span[at] * (1 - weight))) * 255) / 255;
                }
            }
        }
        return result;
    }

    /// <summary>Pictures that lead a text, cut as the tile is.</summary>
    private static Conditioning Led(Conditioning conditioning, Tensor canvas, CanvasTile tile) =>
        new([.. conditioning.Entries.Select(entry => entry.Controls.IsEmpty ? entry : entry with
        {
            Controls = entry.Controls.All.Aggregate(ControlHints.None, (cut, hint) => cut.With(hint with
            {
                Pixels = Scaled(Cut(Scaled(Mixing.WithChannels(hint.Pixels, 3), canvas.Size(2), canvas.Size(1)), tile.Seen), tile.Width,
                    tile.Height),
            })),
        })]);

    private static Tensor Cut(Tensor pixels, Rectangle part) =>
        Planes.CropPixels(pixels, part.Top, part.Left, part.Height, part.Width);

    private static Tensor Scaled(Tensor pixels, int width, int height) => LanczosResize.Resize(pixels, width, height);
}
