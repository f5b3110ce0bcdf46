using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

/// <summary>
/// Hears of every output before any client does. The gallery implements it, so that a picture has an owner before somebody can ask for it.
/// </summary>
public interface IJobOutputs
{
    void Shown(Job job, ExecutionEvent.Executed shown);
}
