using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Tests.Imaging;

public sealed class EdgeDetectorTests
{
    [Fact]
    public void Find_Photograph_FollowsTheSteps()
    {
        var random = new Random(5);
        var picture = new Tensor(2, 37, 53, 3);
        for (var i = 0; i < picture.Length; i++)
        {
            var (y, x) = (i / 3 / 53 % 37, i / 3 % 53);
            picture.Span[i] = (float)((((x / 9) + (y / 7)) % 2 * 0.7) + (random.NextDouble() * 0.3));
        }

        foreach (var (low, high) in new[] { (0.1, 0.2), (0.4, 0.8), (0.5, 0.5), (0.9, 0.99) })
        {
            var found = EdgeDetector.Find(picture, low, high);
            for (var index = 0; index < 2; index++)
                Assert.Equal(Reference(picture.Slice(index), low, high), found.Slice(index).Span.ToArray().Where((_, i) => i % 3 == 0));
        }
    }

    [Fact]
    public void Find_WhiteSquare_DrawsItsOutlineOnly()
    {
        var picture = new Tensor(1, 24, 24, 3);
        for (var i = 0; i < picture.Length; i++)
            picture.Span[i] = i / 3 / 24 is >= 8 and < 17 && i / 3 % 24 is >= 8 and < 17 ? 1 : 0;

        var edges = EdgeDetector.Find(picture, 0.4, 0.8).Span.ToArray().Chunk(3).Select(pixel => pixel[0]).ToArray();

        Assert.All(edges, value => Assert.True(value is 0 or 1));
        Assert.InRange(edges.Sum(), 20, 50);
        Assert.Equal(0, edges[12 * 24 + 12]);
        Assert.Equal(0, edges[2 * 24 + 2]);
    }

    [Fact]
    public void Find_BadSettings_SaysWhat()
    {
        Assert.Contains("low_threshold is 0.8",
            Assert.Throws<EngineException>(() => EdgeDetector.Find(new Tensor(1, 9, 9, 3), 0.8, 0.4)).Message, StringComparison.Ordinal);
        Assert.Contains("3 x 3", Assert.Throws<EngineException>(() => EdgeDetector.Find(new Tensor(1, 2, 9, 3), 0.4, 0.8)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// The steps written out in double on a padded grid: blur, slopes, ridges, and the weak joined to the strong until nothing changes.
    /// </summary>
    private static float[] Reference(Tensor picture, double low, double high)
    {
        var (height, width) = (picture.Size(1), picture.Size(2));
        var grey = Grid(height, width, (y, x) =>
        {
            var at = ((y * width) + x) * 3;
            return (0.299 * picture.Span[at]) + (0.587 * picture.Span[at + 1]) + (0.114 * picture.Span[at + 2]);
        });
        int Mirror(int i, int n) => i < 0 ? -i : i >= n ? (2 * n) - 2 - i : i;
        double Weight(int t) => Math.Exp(-t * t / 2.0) / (1 + (2 * Math.Exp(-0.5)) + (2 * Math.Exp(-2)));
        var blurred = Grid(height, width, (y, x) =>
            (from dy in Enumerable.Range(-2, 5) from dx in Enumerable.Range(-2,
                5) select Weight(dy) * Weight(dx) * grey[Mirror(y + dy, height), Mirror(x + dx, width)]).Sum());
        double Near(int y, int x) => blurred[Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1)];
        double Across(int y, int x) =>
            (from t in new[] { -1, 0, 1 } select (2 - Math.Abs(t)) * (Near(y + t, x + 1) - Near(y + t, x - 1))).Sum();
        double Down(int y, int x) =>
            (from t in new[] { -1, 0, 1 } select (2 - Math.Abs(t)) * (Near(y + 1, x + t) - Near(y - 1, x + t))).Sum();
        var slope = Grid(height, width, (y, x) => Math.Sqrt(Math.Pow(Across(y, x), 2) + Math.Pow(Down(y, x), 2) + 1e-6));
        double Slope(int y, int x) => y < 0 || x < 0 || y >= height || x >= width ? 0 : slope[y, x];
        var ridge = Grid(height, width, (y, x) =>
        {
            var angle = Math.Round(Math.Atan2(Down(y, x), Across(y, x)) * 4 / Math.PI) * Math.PI / 4;
            var (dy, dx) = ((int)Math.Round(Math.Sin(angle)), (int)Math.Round(Math.Cos(angle)));
            return slope[y, x] > Slope(y + dy, x + dx) && slope[y, x] > Slope(y - dy, x - dx) ? slope[y, x] : 0;
        });
        var edges = Grid(height, width, (y, x) => ridge[y, x] > high ? 1 : 0);
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < height * width; i++)
            {
                var (y, x) = (i / width, i % width);
                if (edges[y, x] == 1 || ridge[y, x] <= low)
                    continue;
                if ((from dy in new[] { -1, 0, 1 } from dx in new[] { -1, 0, 1 } select (y + dy, x + dx)).Any(
                    at => at.Item1 >= 0 && at.Item2 >= 0 && at.Item1 < height && at.Item2 < width && edges[at.Item1, at.Item2] == 1))
                    (edges[y, x], changed) = (1, true);
            }
        }
        return [.. edges.Cast<double>().Select(value => (float)value)];
    }

    private static double[,] Grid(int height, int width, Func<int, int, double> value)
    {
        var grid = new double[height, width];
        for (var i = 0; i < grid.Length; i++)
            grid[i / width, i % width] = value(i / width, i % width);
        return grid;
    }
}
