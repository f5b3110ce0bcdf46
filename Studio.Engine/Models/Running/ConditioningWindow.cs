using System.Runtime.InteropServices;
using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// A conditioning entry laid on a latent of a known size: where it is computed, how much it counts there, and at which noise levels. Rules
/// and numbers are ComfyUI's.
/// </summary>
/// <param name="Weight">[1 or B, height, width]: mask times strength, with soft edges; null is 1 everywhere.</param>
internal sealed record ConditioningWindow(ConditioningEntry Entry, LatentArea Area, Tensor? Weight, bool HasArea, float SigmaStart,
    float SigmaEnd)
{
    private const int Feather = 8;
    private const int SmallestBounds = 8;

    /// <summary>What leads the model there.</summary>
    public ControlHints Controls { get; init; } = Entry.Controls;

    /// <summary>Whether it takes part at a noise level.</summary>
    public bool IsActive(float sigma) => sigma <= SigmaStart && sigma >= SigmaEnd;

    /// <summary>The entries on a latent of height x width.</summary>
    public static IReadOnlyList<ConditioningWindow> Lay(Conditioning conditioning, int height, int width, SigmaTable sigmas) =>
        [.. conditioning.Entries.Select(entry => Lay(entry, height, width, sigmas))];

    /// <summary>
    /// Gives every area of one side an opposite on the other: without it a part of the picture would be pulled towards a text and away from
    /// nothing. The opposite takes the text of the smallest window around it.
    /// </summary>
    public static IReadOnlyList<ConditioningWindow> WithOpposites(IReadOnlyList<ConditioningWindow> windows,
        IReadOnlyList<ConditioningWindow> others)
    {
        var all = new List<ConditioningWindow>(windows);
        foreach (var other in others.Where(other => other.HasArea))
        {
            var around = all.Where(window => window.HasArea && window.Area.Contains(other.Area)).MinBy(window => window.Area.Size)
                ?? all.FirstOrDefault(window => !window.HasArea);
            if (around is not null && !(around.HasArea && around.Area == other.Area))
                all.Add(other with { Entry = around.Entry });
        }
        return all;
    }

    private static ConditioningWindow Lay(ConditioningEntry entry, int height, int width, SigmaTable sigmas)
    {
        var mask = entry.Mask is { } given ? Resample.Planes(given, width, height, ResampleMethod.Bilinear) : null;
        var area = entry switch
        {
            { AreaFromMask: true } when mask is not null => Bounds(mask),
            { Area: { } asked } => LatentArea.Of(asked, height, width),
            _ => (LatentArea?)null,
        };
        var place = area?.Within(height, width) ?? new LatentArea(0, 0, height, width);
        return new ConditioningWindow(
            entry,
            place,
            Weigh(entry, mask, place, area is not null, height, width),
            area is not null,
            sigmas.PercentToSigma(entry.StartPercent),
            sigmas.PercentToSigma(entry.EndPercent));
    }

    private static Tensor? Weigh(ConditioningEntry entry, Tensor? mask, LatentArea area, bool hasArea, int height, int width)
    {
        if (mask is null && !hasArea && entry.Strength == 1)
            return null;
        var weight = new Tensor(mask?.Size(0) ?? 1, area.Height, area.Width);
        for (var b = 0; b < weight.Size(0); b++)
        {
            for (var y = 0; y < area.Height; y++)
            {
                var row = weight.Span.Slice(((b * area.Height) + y) * area.Width, area.Width);
                row.Fill(entry.Strength);
                if (mask is null)
                    continue;
                var source = mask.Span.Slice((((b * height) + area.Y + y) * width) + area.X, area.Width);
                for (var x = 0; x < row.Length; x++)
                    row[x] = source[x] * entry.MaskStrength * entry.Strength;
            }
        }
        if (mask is null)
            SoftenEdges(weight, area, height, width);
        return weight;
    }

    /// <summary>Linear ramps over at most 8 latent pixels on the edges that are not the picture's own.</summary>
    private static void SoftenEdges(Tensor weight, LatentArea area, int height, int width)
    {
        var (rampY, rampX) = (Math.Min(Feather, area.Height / 4), Math.Min(Feather, area.Width / 4));
        for (var y = 0; y < area.Height; y++)
        {
            var fromTop = area.Y > 0 ? Ramp(y, rampY) : 1;
            var fromBottom = area.Y + area.Height < height ? Ramp(area.Height - 1 - y, rampY) : 1;
            for (var x = 0; x < area.Width; x++)
            {
                var fromLeft = area.X > 0 ? Ramp(x, rampX) : 1;
                var fromRight = area.X + area.Width < width ? Ramp(area.Width - 1 - x, rampX) : 1;
                weight.Span[(y * area.Width) + x] *= fromTop * fromBottom * fromLeft * fromRight;
            }
        }
    }

    private static float Ramp(int distance, int length) => distance < length ? (distance + 1f) / length : 1;

    /// <summary>The box around what is not 0 in any mask of the batch, at least 8x8; 8x8 in the corner for an empty mask.</summary>
    private static LatentArea Bounds(Tensor mask)
    {
        var (height, width) = (mask.Size(1), mask.Size(2));
        var (top, left, bottom, right) = (height, width, -1, -1);
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask.Span[i] == 0)
                continue;
            var (y, x) = (i / width % height, i % width);
            (top, left, bottom, right) = (Math.Min(top, y), Math.Min(left, x), Math.Max(bottom, y), Math.Max(right, x));
        }
        return bottom < 0
            ? new LatentArea(0, 0, SmallestBounds, SmallestBounds)
            : new LatentArea(top, left, Math.Max(SmallestBounds, bottom - top + 1), Math.Max(SmallestBounds, right - left + 1));
    }
}

/// <summary>A rectangle of latent pixels.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LatentArea(int Y, int X, int Height, int Width)
{
    public long Size => (long)Height * Width;

    public static LatentArea Of(ConditioningArea area, int height, int width)
    {
        if (!area.IsFraction)
            return new LatentArea((int)area.Y, (int)area.X, (int)area.Height, (int)area.Width);
        return new LatentArea(
            (int)Math.Round(area.Y * height),
            (int)Math.Round(area.X * width),
            Math.Max(1, (int)Math.Round(area.Height * height)),
            Math.Max(1, (int)Math.Round(area.Width * width)));
    }

    /// <summary>Cut to a picture.</summary>
    /// <exception cref="EngineException">BadPrompt: nothing of it is inside.</exception>
    public LatentArea Within(int height, int width)
    {
        if (Y < 0 || X < 0 || Y >= height || X >= width || Height < 1 || Width < 1)
        {
            throw new EngineException(
                EngineError.BadPrompt,
                $"A conditioning area begins at x {X * 8}, y {Y * 8}, outside a picture of {width * 8}x{height * 8} pixels. Move it inside, or make the picture larger.");
        }
        return this with { Height = Math.Min(Height, height - Y), Width = Math.Min(Width, width - X) };
    }

    public bool Contains(LatentArea other) =>
        other.Y >= Y && other.X >= X && other.Y + other.Height <= Y + Height && other.X + other.Width <= X + Width;
}
