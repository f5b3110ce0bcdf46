using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Families;

/// <summary>Pictures beside the one that is made, as a transformer takes them: squares of their latents, and where these stand.</summary>
/// <param name="Squares">[B,R,channels*side*side], a square's numbers by channel, row, column; R is 0 when there are none.</param>
/// <param name="Places">[R,axes]: which picture, row, column, and 0 along what axes there are besides.</param>
internal sealed record ReferenceTokens(Tensor Squares, Tensor Places)
{
    /// <param name="latents">[1 or B,channels,h,w] each, in the denoiser's space.</param>
    /// <param name="height">Of the picture that is made, in latent pixels.</param>
    public static ReferenceTokens Of(IReadOnlyList<Tensor> latents, ReferenceLayout layout, ReferencePlacement placement, int height,
        int width)
    {
        var batch = latents.Select(latent => latent.Size(0)).DefaultIfEmpty(1).Max();
        var grids = latents.Select(latent => (Rows: layout.Squares(latent.Size(2)), Columns: layout.Squares(latent.Size(3)))).ToArray();
        var count = grids.Sum(grid => grid.Rows * grid.Columns);
        var tokens = new ReferenceTokens(
            new Tensor(batch, count, layout.Channels * layout.Side * layout.Side), new Tensor(count, layout.Axes));
        var origins = Origins(latents, layout, placement, height, width).ToArray();
        var at = 0;
        for (var i = 0; i < latents.Count; i++)
        {
            tokens.Put(latents[i], grids[i], at, layout);
            tokens.Place(grids[i], at, layout, origins[i]);
            at += grids[i].Rows * grids[i].Columns;
        }
        return tokens;
    }

    /// <summary>Both as a denoiser's inputs.</summary>
    public IEnumerable<ConditioningInput> Inputs() =>
        [new(References.SquaresInput, Squares), new(References.PlacesInput, Places) { IsShared = true }];

    /// <summary>Which picture each is, and its first row and column, in squares.</summary>
    private static IEnumerable<(int Picture, int Row, int Column)> Origins(IEnumerable<Tensor> latents, ReferenceLayout layout,
        ReferencePlacement placement, int height, int width)
    {
        var (picture, bottom, right) = (0, 0, 0);
        foreach (var latent in latents)
        {
            var (rows, columns) = (latent.Size(2), latent.Size(3));
            switch (placement)
            {
                case ReferencePlacement.Index or ReferencePlacement.IndexWithoutNoise:
                    yield return (picture += layout.Step, 0, 0);
                    break;
                case ReferencePlacement.Diagonal:
                    yield return (0, layout.Squares(height) + layout.Nearest(bottom), layout.Squares(width) + layout.Nearest(right));
                    (bottom, right) = (bottom + rows, right + columns);
                    break;
                default:
                    // where the whole stays nearer to a square
                    var (top, left) = rows + bottom > columns + right ? (0, right) : (bottom, 0);
                    yield return (layout.Step, layout.Nearest(top), layout.Nearest(left));
                    (bottom, right) = (Math.Max(bottom, rows + top), Math.Max(right, columns + left));
                    break;
            }
        }
    }

    private void Put(Tensor latent, (int Rows, int Columns) grid, int at, ReferenceLayout layout)
    {
        var (height, width, side) = (latent.Size(2), latent.Size(3), layout.Side);
        for (var b = 0; b < Squares.Size(0); b++)
        {
            var source = latent.Slice(b % latent.Size(0)).Span;
            var target = Squares.Slice(b).Span[(at * Squares.Size(2))..];
            for (var i = 0; i < grid.Rows * grid.Columns * Squares.Size(2); i++)
            {
                var (square, number) = (i / Squares.Size(2), i % Squares.Size(2));
                // sides that squares do not divide go on with what they begin with
                var y = ((square / grid.Columns * side) + (number / side % side)) % height;
                var x = ((square % grid.Columns * side) + (number % side)) % width;
                target[i] = source[(((number / (side * side) * height) + y) * width) + x];
            }
        }
    }

    private void Place((int Rows, int Columns) grid, int at, ReferenceLayout layout, (int Picture, int Row, int Column) origin)
    {
        var (top, left) = layout.IsCentred
            ? (origin.Row - (grid.Rows / 2), origin.Column - (grid.Columns / 2))
            : (origin.Row, origin.Column);
        for (var i = 0; i < grid.Rows * grid.Columns; i++)
        {
            var place = Places.Span[((at + i) * layout.Axes)..];
            (place[0], place[1], place[2]) = (origin.Picture, top + (i / grid.Columns), left + (i % grid.Columns));
        }
    }
}

/// <summary>How a family's transformer takes pictures beside its own.</summary>
/// <param name="Side">Of a square, in latent pixels.</param>
/// <param name="Axes">Of positions: picture, row, column, and what others there are.</param>
/// <param name="Step">From one picture to the next along the first axis.</param>
/// <param name="IsCentred">Whether rows and columns count from a picture's middle.</param>
internal sealed record ReferenceLayout(int Channels, int Side, int Axes, int Step = 1, bool IsCentred = false)
{
    public int Squares(int size) => (size + Side - 1) / Side;

    public int Nearest(int size) => (size + (Side / 2)) / Side;

    /// <exception cref="EngineException">BadPrompt: a latent is of another family.</exception>
    public void RequireFit(References references, string model)
    {
        if (references.Latents.FirstOrDefault(latent => latent.Rank != 4 || latent.Size(1) != Channels) is { } wrong)
            throw new EngineException(EngineError.BadPrompt,
                $"A reference latent is {wrong}, but this model ({model}) takes {Channels} channels. Encode the picture with the model's own VAE.");
    }
}
