using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs;

/// <summary>
/// ControlNets one after the other: the value on CONTROL_NET_STACK wires is a <see cref="Bundle"/> of bundles of a ControlNet, its picture,
/// strength, start and end.
/// </summary>
public sealed class StackedControls(ModelPool pool, IModelFiles files)
{
    internal ControlModel Open(string name) => pool.LoadControl(files.Require("controlnet", name), CancellationToken.None);

    /// <summary>Changes when one of the files is replaced.</summary>
    internal string Stamp(params IEnumerable<string?> names) =>
        string.Join('|', names.Where(name => name is not null and not "None").Select(name => files.Stamp("controlnet", name!)));

    /// <exception cref="EngineException">What is linked is no stack of ControlNets (BadPrompt).</exception>
    internal static (Conditioning Positive, Conditioning Negative) Apply(Conditioning positive, Conditioning negative, Bundle stack,
        NodeContext context)
    {
        foreach (var row in stack.Values)
        {
            if (row is not Bundle { Values: [ControlModel control, Image image, { } strength, { } start, { } end] })
                throw new EngineException(EngineError.BadPrompt,
                    "What is linked is no stack of ControlNets: link a node that gives CONTROL_NET_STACK.");
            var led = new ControlNetApplyAdvanced
            {
                Positive = positive, Negative = negative, ControlNet = control, Image = image, Strength = Numbers.Of(strength),
                StartPercent = Numbers.Of(start), EndPercent = Numbers.Of(end),
            }.Run(context);
            (positive, negative) = (led.Positive, led.Negative);
        }
        return (positive, negative);
    }
}
