using System.Text.Json.Nodes;
using Studio.Web.Api.Comfy;
using Studio.Web.Auth;

namespace Studio.Web.Api.Krita;

/// <summary>A workflow that a page hands to the painters' programs of the same account.</summary>
internal sealed record SharedWorkflow(string Publisher, string PublisherId, JsonNode Workflow);

/// <summary>
/// What pages have handed over, and which sockets want to hear of it: those of the same account. A subscription ends with its socket; of
/// what was handed over the newest are kept until the server ends.
/// </summary>
internal sealed class SharedWorkflows(ComfySockets sockets)
{
    private const int MostOfUser = 16;
    private const int MostOfAll = 256;

    private readonly Lock _gate = new();
    private readonly HashSet<ComfySocket> _subscribers = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string User, SharedWorkflow Shared)> _known = [];

    /// <summary>Tells all that there is, and from here on what comes. False when this socket hears of it already, or is not open.</summary>
    public async Task<bool> SubscribeAsync(CurrentUser user, string clientId)
    {
        if (sockets.Find(user, clientId) is not { } socket)
            return false;
        List<SharedWorkflow> known;
        lock (_gate)
        {
            _subscribers.RemoveWhere(one => !sockets.IsCurrent(one));
            if (!_subscribers.Add(socket))
                return false;
            known = [.. _known.Where(one => one.User == user.Id).Select(one => one.Shared)];
        }
        foreach (var shared in known)
            await socket.TellAsync(MessageOf(shared));
        return true;
    }

    /// <summary>False when the client had not subscribed.</summary>
    public bool Unsubscribe(CurrentUser user, string clientId)
    {
        lock (_gate)
            return _subscribers.RemoveWhere(one => one.UserId == user.Id && one.Sid == clientId) > 0;
    }

    /// <summary>Hands a workflow over, in place of an earlier one of the same page.</summary>
    public async Task PublishAsync(CurrentUser user, SharedWorkflow shared)
    {
        List<ComfySocket> told;
        lock (_gate)
        {
            _known.RemoveAll(one => one.User == user.Id && one.Shared.PublisherId == shared.PublisherId);
            _known.Add((user.Id, shared));
            if (_known.Count(one => one.User == user.Id) > MostOfUser)
                _known.RemoveAt(_known.FindIndex(one => one.User == user.Id));
            if (_known.Count > MostOfAll)
                _known.RemoveAt(0);
            told = [.. _subscribers.Where(one => one.UserId == user.Id && sockets.IsCurrent(one))];
        }
        foreach (var socket in told)
            await socket.TellAsync(MessageOf(shared));
    }

    private static Frame MessageOf(SharedWorkflow shared) => ComfyMessages.WorkflowPublished(shared.Publisher, shared.PublisherId,
        shared.Workflow);
}
