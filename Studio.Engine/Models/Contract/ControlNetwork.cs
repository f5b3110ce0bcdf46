using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// A network that reads a hint and leads a denoiser. In: hint [1 or B,C,H,W], strength [1], for each of its points previous_(point)
/// [1 or B,c,h,w] or [1 or B,T,width], to which it adds; and what else its diagram says, by the denoiser's names. Out: its points.
/// </summary>
internal abstract record ControlNetwork(string Prefix) : Network(NetworkRole.Control, Prefix), IControlFile
{
    public const string HintInput = "hint";

    /// <summary>The type of picture, a number per type that a union knows: 1 for this one, 0 for all others.</summary>
    public const string TypeInput = "control_type";

    public const string StrengthInput = "strength";

    private const int LatentFactor = 8;

    /// <summary>Where it leads, see <see cref="ControlPoint"/>.</summary>
    public abstract IReadOnlyList<string> Points { get; }

    /// <summary>Whether it gives the same at every noise level and for every text.</summary>
    public virtual bool ReadsHintAlone => false;

    /// <summary>How many types of pictures it tells apart; 0: it was trained on one.</summary>
    public virtual int Types => 0;

    public override NetworkPrecision Precision => NetworkPrecision.Convolutional;

    /// <summary>What it reads in place of pictures; null: pictures.</summary>
    public virtual HintLatents? Latents => null;

    /// <summary>What it is told where its model is not told it.</summary>
    public virtual IReadOnlyList<ConditioningInput> Untold => [];

    /// <summary>The hint as it takes it, for latents of so many pixels.</summary>
    /// <param name="pixels">[B,H,W,C] at any size.</param>
    /// <exception cref="EngineException">BadPrompt: the picture has too few channels.</exception>
    public abstract Tensor Hint(Tensor pixels, int height, int width);

    /// <inheritdoc cref="IControlFile.On"/>
    public abstract NetworkRecipe On(NetworkRecipe own, NetworkRecipe model);

    /// <summary>What a point takes of the hints before this one.</summary>
    public static string Previous(string point) => "previous_" + point;

    /// <summary>
    /// A picture's middle part of the latent's shape as [B,C,H,W], each side so long that it divides by <paramref name="multiple"/>, from
    /// the nearest pixels.
    /// </summary>
    protected static Tensor Planes(Tensor pixels, int height, int width, int channels, int multiple = 1)
    {
        if (pixels.Rank != 4 || pixels.Size(3) < channels)
            throw new EngineException(EngineError.BadPrompt,
                $"The picture for the ControlNet is {pixels}, but it takes {channels} channels. Give it the kind of picture that it was trained on.");
        int Side(int latent) => ((latent * LatentFactor) + multiple - 1) / multiple * multiple;
        var (rows, columns) = (Side(height), Side(width));
        var fitted = HintLatents.Fitted(pixels, rows, columns);
        var planes = new Tensor(pixels.Size(0), channels, rows, columns);
        var (source, plane) = (fitted.Size(3), rows * columns);
        for (var i = 0; i < planes.Length; i++)
        {
            var (batch, channel) = (i / (channels * plane), i / plane % channels);
            planes.Span[i] = fitted.Span[(((batch * plane) + (i % plane)) * source) + channel];
        }
        return planes;
    }

    /// <summary>Gives a residual times the strength, added to what the hints before gave.</summary>
    /// <param name="rank">How many axes it has.</param>
    protected static void Give(OnnxGraph g, string point, Value residual, Value strength, int rank = 4)
    {
        var previous = g.Input(Previous(point), ElementType.Float32, [.. Enumerable.Repeat(-1L, rank)]);
        g.Output(point, g.Add(g.Multiply(residual, strength), previous));
    }

    protected static Value Strength(OnnxGraph g) => g.Input(StrengthInput, ElementType.Float32, 1);
}

/// <summary>What a file for control holds: a network, or what makes one of a model's own.</summary>
internal interface IControlFile
{
    /// <summary>The network that leads a model.</summary>
    /// <param name="own">This one.</param>
    /// <param name="model">The denoiser with all that was done to it.</param>
    /// <exception cref="EngineException">BadPrompt: it is for another family of models. Unsupported: it needs weights of the model that are
    /// not to be had.</exception>
    NetworkRecipe On(NetworkRecipe own, NetworkRecipe model);
}
