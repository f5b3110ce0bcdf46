using Studio.Web.Auth;

namespace Studio.Web.Api.Comfy;

/// <summary>Which socket is a client's: the newest of its principal and clientId. An id of another principal is another id.</summary>
internal sealed class ComfySockets
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string User, string Sid), (ComfySocket Current, ComfySocket? Previous)> _byClient = [];

    /// <summary>
    /// The new socket gets everything from here on. The one before stays open but hears only of the queue, since a client that finds its
    /// socket closed opens another, and two of them would take turns for ever; the one before that is closed.
    /// </summary>
    public void Add(ComfySocket socket)
    {
        ComfySocket? oldest = null;
        lock (_gate)
        {
            var key = (socket.UserId, socket.Sid);
            _byClient.TryGetValue(key, out var known);
            oldest = known.Previous;
            known.Current?.Replace();
            _byClient[key] = (socket, known.Current);
        }

        oldest?.Stop("Replaced by a newer socket with this clientId.");
    }

    /// <summary>The newest socket of this user and clientId; null when there is none.</summary>
    public ComfySocket? Find(CurrentUser user, string sid)
    {
        lock (_gate)
            return _byClient.TryGetValue((user.Id, sid), out var known) ? known.Current : null;
    }

    /// <summary>Whether this very socket is its client's newest.</summary>
    public bool IsCurrent(ComfySocket socket)
    {
        lock (_gate)
            return _byClient.TryGetValue((socket.UserId, socket.Sid), out var known) && known.Current == socket;
    }

    /// <summary>Forgets this very socket: the end of an older one must not silence the newer.</summary>
    public void Remove(ComfySocket socket)
    {
        lock (_gate)
        {
            var key = (socket.UserId, socket.Sid);
            if (!_byClient.TryGetValue(key, out var known))
                return;
            if (known.Current == socket)
                _byClient.Remove(key);
            else if (known.Previous == socket)
                _byClient[key] = (known.Current, null);
        }
    }
}
