using Studio.Engine.Imaging;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>
/// Colours of a latent in the model's space by a linear map from its channels: rough, but free. The factors are a family's well-known ones;
/// for a model whose autoencoder is another they are fitted to it, once.
/// </summary>
/// <param name="side">How many pixels along one side a latent pixel holds as channels.</param>
/// <param name="factors">Per latent channel its red, green and blue, in the picture's -1..1; a last row is added as it is.</param>
internal sealed class LatentPreview(float[][] factors, int side = 1)
{
    private const int FullSizeChannels = 128;
    private const int CardSide = 16;

    /// <summary>Whether the source's autoencoder is another one than its family's, so that the family's factors do not hold.</summary>
    public static bool MustFit(ModelFamily family) => family.Latent.PreviewFactors is null
        ? family.Find<VaeEncoder>() is not null
        : family.Find<VaeEncoder>() is { Sizes.Channels: not FullSizeChannels };

    /// <summary>The family's well-known factors; grey when it has none.</summary>
    public static LatentPreview Of(LatentFormat format) =>
        new([.. (format.PreviewFactors ?? [[0, 0, 0]]).Select(row => row.ToArray())], format.PreviewSide);

    /// <summary>Factors fitted to an autoencoder, by encoding a card of plain colours.</summary>
    public static LatentPreview Fit(VaeModel vae, LatentFormat format, Func<Tensor, Tensor> encode)
    {
        var card = ColorCard(vae.Factor);
        var latent = format.ToModel(encode(card));
        return new LatentPreview(LeastSquares(latent, Resample.Pixels(card, latent.Size(3), latent.Size(2), ResampleMethod.Area)));
    }

    /// <summary>[B,C,h,w] to pictures [B,h,w,3], of latent pixels that hold several as many more.</summary>
    public Image Render(Tensor latent)
    {
        latent = Unpacked(latent);
        var (batch, channels, area) = (latent.Size(0), latent.Size(1), latent.Size(2) * latent.Size(3));
        var pixels = new Tensor(batch, latent.Size(2), latent.Size(3), 3);
        for (var b = 0; b < batch; b++)
        {
            var planes = latent.Slice(b).Span;
            var target = pixels.Slice(b).Span;
            for (var i = 0; i < area; i++)
            {
                for (var color = 0; color < 3; color++)
                {
                    var value = factors[^1][color];
                    for (var c = 0; c < Math.Min(channels, factors.Length - 1); c++)
                        value += planes[(c * area) + i] * factors[c][color];
                    target[(i * 3) + color] = Math.Clamp((value + 1) / 2, 0, 1);
                }
            }
        }
        return new Image(pixels);
    }

    /// <summary>Channels that are pixels, by channel, row, column, where they belong.</summary>
    private Tensor Unpacked(Tensor latent)
    {
        var square = side * side;
        if (side == 1 || latent.Size(1) % square != 0)
            return latent;
        var (channels, height, width) = (latent.Size(1) / square, latent.Size(2) * side, latent.Size(3) * side);
        var result = new Tensor(latent.Size(0), channels, height, width);
        for (var i = 0; i < result.Length; i++)
        {
            var (plane, y, x) = (i / (height * width), i / width % height, i % width);
            var from = (plane * square) + (y % side * side) + (x % side);
            result.Span[i] = latent.Span[(((from * latent.Size(2)) + (y / side)) * latent.Size(3)) + (x / side)];
        }
        return result;
    }

    /// <summary>A picture of plain squares, a latent pixel each, in colours spread over the cube.</summary>
    private static Tensor ColorCard(int factor)
    {
        var side = CardSide * factor;
        var card = new Tensor(1, side, side, 3);
        for (var i = 0; i < side * side; i++)
        {
            var square = (i / side / factor / 2 * CardSide / 2) + (i % side / factor / 2);
            for (var color = 0; color < 3; color++)
                card.Span[(i * 3) + color] = (square >> (color * 2) & 3) / 3f;
        }
        return card;
    }

    /// <summary>The map from (latent, 1) to colours with the least squared error: (A^T A) w = A^T b by elimination.</summary>
    private static float[][] LeastSquares(Tensor latent, Tensor colors)
    {
        var (channels, area) = (latent.Size(1), latent.Size(2) * latent.Size(3));
        var (unknowns, columns) = (channels + 1, channels + 4);
        var system = new double[unknowns, columns];
        var row = new double[columns];
        for (var i = 0; i < area; i++)
        {
            for (var c = 0; c < channels; c++)
                row[c] = latent.Span[(c * area) + i];
            row[channels] = 1;
            for (var color = 0; color < 3; color++)
                row[unknowns + color] = (colors.Span[(i * 3) + color] * 2) - 1;
            for (var a = 0; a < unknowns; a++)
            {
                for (var b = 0; b < columns; b++)
                    system[a, b] += row[a] * row[b];
            }
        }
        Eliminate(system);
        return [.. Enumerable.Range(0, unknowns)
            .Select(c => new[] { (float)system[c, unknowns], (float)system[c, unknowns + 1], (float)system[c, unknowns + 2] })];
    }

    private static void Eliminate(double[,] system)
    {
        const double ridge = 1e-6;
        var (rows, columns) = (system.GetLength(0), system.GetLength(1));
        for (var pivot = 0; pivot < rows; pivot++)
        {
            var divisor = system[pivot, pivot] + ridge;
            for (var column = 0; column < columns; column++)
                system[pivot, column] = column == pivot ? 1 : system[pivot, column] / divisor;
            for (var row = 0; row < rows; row++)
            {
                var factor = system[row, pivot];
                if (row == pivot)
                    continue;
                for (var column = 0; column < columns; column++)
                    system[row, column] -= factor * system[pivot, column];
            }
        }
    }
}
