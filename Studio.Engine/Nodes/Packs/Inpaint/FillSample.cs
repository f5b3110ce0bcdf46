namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>What a pixel of a hole is made of: a weighted mean of the known pixels around it.</summary>
/// <param name="slopes">Telea's weights and slopes; else those along lines of equal brightness.</param>
internal sealed class FillSample(FillFront front, byte[] colours, int width, bool slopes)
{
    private const float Hardly = 1e-6f;
    private const float Nothing = 1e-20f;

    public byte At(int row, int column, int channel, int range)
    {
        var around = slopes ? Slope(row, column) : default;
        float sum = 0, weights = Nothing, driftX = 0, driftY = 0;
        for (var y = row - range; y <= row + range; y++)
        {
            for (var x = column - range; x <= column + range; x++)
            {
                if (!IsUsed(row, column, y, x, range))
                    continue;
                var gradient = slopes ? Gradient(y, x, channel) : Flow(y, x, channel);
                var (dx, dy) = slopes ? ((float)(column - x), (float)(row - y)) : (x - column, y - row);
                var weight = slopes ? TeleaWeight(row, column, y, x, dx, dy, around) : FlowWeight(dx, dy, gradient);
                sum += weight * Colour(Low(y, front.Rows), Low(x, front.Columns), channel);
                weights += weight;
                driftX -= weight * (gradient.X * dx);
                driftY -= weight * (gradient.Y * dy);
            }
        }
        var mean = (double)sum / weights;
        return slopes
            ? Rounded(mean + ((driftX + driftY) / (Math.Sqrt((driftX * driftX) + (driftY * driftY)) + Nothing)) + 0.5) // as OpenCV has it
            : Rounded(mean);
    }

    private bool IsUsed(int row, int column, int y, int x, int range) =>
        y > 0 && x > 0 && y < front.Rows - 1 && x < front.Columns - 1 && !front.IsInside(y, x)
        && ((y - row) * (y - row)) + ((x - column) * (x - column)) <= range * range;

    private float TeleaWeight(int row, int column, int y, int x, float dx, float dy, (float X, float Y) slope)
    {
        var length = (dx * dx) + (dy * dy);
        var distance = (float)(1 / (length * Math.Sqrt(length)));
        var level = (float)(1 / (1 + Math.Abs(front.Time(y, x) - front.Time(row, column))));
        var direction = (dx * slope.X) + (dy * slope.Y);
        if (Math.Abs(direction) <= 0.01)
            direction = Hardly;
        return Math.Abs(distance * level * direction);
    }

    private static float FlowWeight(float dx, float dy, (float X, float Y) flow)
    {
        var length = (dx * dx) + (dy * dy);
        var distance = 1 / ((length * length) + 1);
        var direction = (dx * flow.X) + (dy * flow.Y);
        direction = Math.Abs(direction) <= 0.01 ? Hardly
            : (float)Math.Abs(direction / Math.Sqrt(length * ((flow.X * flow.X) + (flow.Y * flow.Y))));
        return distance * direction;
    }

    /// <summary>Of the times.</summary>
    private (float X, float Y) Slope(int row, int column)
    {
        var here = front.Time(row, column);
        float One(bool before, bool after, Func<float> low, Func<float> high) =>
            after ? before ? (high() - low()) * 0.5f : high() - here : before ? here - low() : 0;
        return (One(!front.IsInside(row, column - 1), !front.IsInside(row, column + 1), () => front.Time(row, column - 1),
                () => front.Time(row, column + 1)),
            One(!front.IsInside(row - 1, column), !front.IsInside(row + 1, column), () => front.Time(row - 1, column),
                () => front.Time(row + 1, column)));
    }

    /// <summary>Of the colours, where both neighbours are known twice as steep.</summary>
    private (float X, float Y) Gradient(int y, int x, int channel)
    {
        var (km, kp) = (Low(y, front.Rows), High(y, front.Rows));
        var (lm, lp) = (Low(x, front.Columns), High(x, front.Columns));
        float C(int row, int column) => Colour(row, column, channel);
        var across = !front.IsInside(y, x + 1)
            ? !front.IsInside(y, x - 1) ? (C(km, lp + 1) - C(km, lm - 1)) * 2 : C(km, lp + 1) - C(km, lm)
            : !front.IsInside(y, x - 1) ? C(km, lp) - C(km, lm - 1) : 0;
        var down = !front.IsInside(y + 1, x)
            ? !front.IsInside(y - 1, x) ? (C(kp + 1, lm) - C(km - 1, lm)) * 2 : C(kp + 1, lm) - C(km, lm)
            : !front.IsInside(y - 1, x) ? C(kp, lm) - C(km - 1, lm) : 0;
        return (across, down);
    }

    /// <summary>The direction in which brightness stays: the steepness downwards, taken negative, and the one across.</summary>
    private (float X, float Y) Flow(int y, int x, int channel)
    {
        var (km, kp) = (Low(y, front.Rows), High(y, front.Rows));
        var (lm, lp) = (Low(x, front.Columns), High(x, front.Columns));
        float Steep(int row1, int column1, int row2, int column2) =>
            Math.Abs(Colour(row1, column1, channel) - Colour(row2, column2, channel));
        var down = !front.IsInside(y + 1, x)
            ? !front.IsInside(y - 1, x) ? Steep(kp + 1, lm, kp, lm) + Steep(kp, lm, km - 1, lm) : Steep(kp + 1, lm, kp, lm) * 2
            : !front.IsInside(y - 1, x) ? Steep(kp, lm, km - 1, lm) * 2 : 0;
        var across = !front.IsInside(y, x + 1)
            ? !front.IsInside(y, x - 1) ? Steep(km, lp + 1, km, lm) + Steep(km, lm, km, lm - 1) : Steep(km, lp + 1, km, lm) * 2
            : !front.IsInside(y, x - 1) ? Steep(km, lm, km, lm - 1) * 2 : 0;
        return (-down, across);
    }

    private float Colour(int row, int column, int channel) => colours[(((row * width) + column) * 3) + channel];

    // places in the picture, without its border, moved inwards at its ends so that neighbours exist
    private static int Low(int at, int size) => at - 1 + (at == 1 ? 1 : 0) - (at == size - 1 ? 1 : 0);

    private static int High(int at, int size) => at - 1 - (at == size - 2 ? 1 : 0);

    private static byte Rounded(double value) => (byte)Math.Clamp(Math.Round(value, MidpointRounding.ToEven), 0, 255);
}
