using System.Collections.Immutable;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// The control networks of one run. Each runs once per model call and hint, and adds what it gives to that of the hints before it: nothing
/// leaves the device.
/// </summary>
internal sealed class ControlRun : IDisposable
{
    private readonly Dictionary<NetworkRecipe, NetworkLease> _networks = [];
    private readonly Dictionary<ControlHint, ControlPart> _parts = [];

    private ControlRun()
    {
    }

    /// <summary>Where the model is led.</summary>
    public ImmutableSortedSet<string> Points { get; private set; } = [];

    /// <summary>Makes ready what the hints need; null when there are none.</summary>
    /// <exception cref="EngineException">A network is for another family, or a picture is not fit to be used (BadPrompt); a file is gone
    /// (BadFile); no memory (OutOfMemory).</exception>
    public static ControlRun? Open(ModelPool pool, DiffusionModel model, IEnumerable<Conditioning> conditionings,
        CancellationToken cancellationToken)
    {
        var hints = conditionings.SelectMany(conditioning => conditioning.Entries).SelectMany(entry => entry.Controls.All).Distinct()
            .Select(hint => (Hint: hint, Control: (ControlModel)hint.Control, Recipe: ((ControlModel)hint.Control).On(model))).ToArray();
        if (hints.Length == 0)
            return null;
        foreach (var (hint, control, recipe) in hints)
        {
            RequireFinite(hint, control);
            ((ControlNetwork)recipe.Network).Latents?.RequireFit((VaeModel?)hint.Vae, control.Name);
        }
        var run = new ControlRun();
        try
        {
            foreach (var (hint, control, recipe) in hints)
            {
                if (!run._networks.TryGetValue(recipe, out var lease))
                    run._networks[recipe] = lease = pool.Lease(recipe, cancellationToken);
                run._parts[hint] = new ControlPart(hint, control, (ControlNetwork)recipe.Network, lease.Session, model.Sigmas,
                    pixels => new LatentCodec(pool).Encode((VaeModel)hint.Vae!, pixels, cancellationToken));
            }
            run.Points = [.. hints.SelectMany(hint => ((ControlNetwork)hint.Recipe.Network).Points)];
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>The model's network with room for what it is led by.</summary>
    public NetworkRecipe Lead(NetworkRecipe model) => model with { Patches = model.Patches.With(new ControlGraph(Points)) };

    /// <summary>What these hints give at a noise level. The caller disposes of it.</summary>
    public ControlResiduals Run(ControlHints hints, ControlStep step, CancellationToken cancellationToken)
    {
        var residuals = new ControlResiduals();
        try
        {
            foreach (var part in hints.All.Select(hint => _parts[hint]).Where(part => part.IsActive(step.Sigma)))
                part.Run(step, residuals, cancellationToken);
            return residuals;
        }
        catch
        {
            residuals.Dispose();
            throw;
        }
    }

    /// <summary>Asks each network alone, once a model has given numbers that are not finite: whose fault is it?</summary>
    /// <exception cref="EngineException">BadPrompt: it is one of these.</exception>
    public void RequireFinite(ControlHints hints, ControlStep step, CancellationToken cancellationToken)
    {
        foreach (var hint in hints.All)
        {
            using var residuals = Run(ControlHints.None.With(hint), step, cancellationToken);
            if (!residuals.AreFinite())
                throw new EngineException(EngineError.BadPrompt,
                    $"The ControlNet '{((ControlModel)hint.Control).Name}' gave numbers that are not finite (NaN or infinity). Its file is damaged, or its numbers are too large for half precision: take it in float32 or bfloat16, or leave it out.");
        }
    }

    public void Dispose()
    {
        foreach (var part in _parts.Values)
            part.Dispose();
        foreach (var lease in _networks.Values)
            lease.Dispose();
    }

    private static void RequireFinite(ControlHint hint, ControlModel control)
    {
        if (!hint.Pixels.AreFinite())
            throw new EngineException(EngineError.BadPrompt,
                $"The picture for the ControlNet '{control.Name}' holds numbers that are not finite (NaN or infinity): what made it failed.");
    }
}
