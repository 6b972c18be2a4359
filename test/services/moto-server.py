"""AWS as moto plays it, with keys that are inactive refused, which moto itself does not do."""
import sys

from moto.iam import access_control
from moto.server import main

make = access_control.IAMUserAccessKey.__init__


def checked(self, account_id, partition, access_key_id, headers):
    make(self, account_id=account_id, partition=partition, access_key_id=access_key_id, headers=headers)
    for user in self.backend.list_users("/", None, None):
        for key in user.access_keys:
            if key.access_key_id == access_key_id and key.status != "Active":
                raise access_control.CreateAccessKeyFailure(reason="InvalidId")


access_control.IAMUserAccessKey.__init__ = checked
main(sys.argv[1:])
